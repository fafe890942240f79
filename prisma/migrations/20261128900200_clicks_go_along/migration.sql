-- A click is known by its entry in the audit, and the audit stays in its region when a shard goes. So a click on an order that was repeated
-- after the hand-over (a second tab, a try again after a timeout) was a first one for the new owner: a note twice, a mail sent twice. What a
-- click did to an order now goes with the order, and the database itself refuses the second entry. Expand only: earlier clicks are not
-- entered, since one is repeated within minutes.

-- A click that changed something of one order or of its case. Written by the trigger of the audit, in the entry's own statement.
create table operations.clicks (
  order_id text not null,
  -- the click's own id
  operation_id text not null,
  actor text not null,
  action text not null,
  -- as its entry in the audit of the region where it came in
  object text not null,
  detail json not null,
  at timestamptz(3) not null default clock_timestamp(),
  constraint clicks_pkey primary key (order_id, operation_id),
  constraint clicks_operation_id_key unique (operation_id)
);

create trigger clicks_append_only before update or delete on operations.clicks for each row execute function orders.refuse_change();
create trigger clicks_no_truncate before truncate on operations.clicks for each statement execute function orders.refuse_change();
create trigger clicks_closed before insert on operations.clicks for each row execute function orders.refuse_when_closed();

insert into orders.carried_tables (position, name) values (190, 'operations.clicks');

-- The order that an entry is about, by its own word or as its object; null where it is about none that this region has. What leads out of
-- degraded mode is the region's, whatever it names.
create function operations.order_of_entry(in_action text, in_object text, in_detail json) returns text language sql stable as $$
  select s.order_id from (select coalesce(in_detail ->> 'order_id', in_object) as order_id) s
  where s.order_id <> '' and in_action not like 'degraded:%'
    and (exists (select 1 from orders.orders o where o.order_id = s.order_id) or exists (select 1 from operations.cases c where c.order_id = s.order_id))
$$;

-- A click that came with its order has had its effect: no entry, and nothing of what depends on one. Before the chain's own trigger, by name.
create function operations.enter_click() returns trigger language plpgsql as $$
declare
  subject text;
begin
  -- the audit's own key answers for it
  if exists (select 1 from operations.audit a where a.operation_id = new.operation_id) then
    return new;
  end if;
  if exists (select 1 from operations.clicks c where c.operation_id = new.operation_id) then
    return null;
  end if;
  subject := operations.order_of_entry(new.action, new.object, new.detail);
  if subject is null then
    return new;
  end if;
  -- of two at once the second waits here for the first
  insert into operations.clicks (order_id, operation_id, actor, action, object, detail)
    values (subject, new.operation_id, new.actor, new.action, new.object, new.detail) on conflict do nothing;
  if not found then
    return null;
  end if;
  return new;
end $$;

-- beside the running build: what it enters is entered as before, and its clicks go along
create trigger audit_begins_with_click before insert on operations.audit for each row execute function operations.enter_click();

grant select on operations.clicks to evident_app, evident_readonly;
grant insert on operations.clicks to evident_app;
