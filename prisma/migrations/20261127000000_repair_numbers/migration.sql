-- The repairs of an order are numbered 1, 2, 3. A proposal names the number that it expects to be: one that was settled between its
-- reading and its writing took that number, so whoever judged without it has no effect. Expand only: a build that names no number
-- is given the next one.
alter table operations.repairs add column number integer;

update operations.repairs r set number = n.number from (
  select order_id, repair_id, row_number() over (partition by order_id order by proposed_at, repair_id)::int as number from operations.repairs
) n where n.order_id = r.order_id and n.repair_id = r.repair_id;

create function operations.number_repair() returns trigger language plpgsql as $$
begin
  select coalesce(max(r.number), 0) + 1 into new.number from operations.repairs r where r.order_id = new.order_id;
  return new;
end $$;

create trigger repairs_are_numbered before insert on operations.repairs
  for each row when (new.number is null) execute function operations.number_repair();

alter table operations.repairs
  alter column number set not null,
  add constraint repairs_number_check check (number > 0),
  add constraint repairs_order_id_number_key unique (order_id, number);

create trigger repairs_keep_number before update on operations.repairs
  for each row when (old.number <> new.number) execute function operations.refuse_repair_change();
