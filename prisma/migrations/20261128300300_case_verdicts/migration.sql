-- Money that no order of ours claims: a person closes its case with a verdict. Expand only.

-- A decision about a case without an order: no repair can be asked for, because there is no order that could move.
create table operations.case_verdicts (
  -- '' for money that names no order; else an id that no order of ours has
  order_id text not null,
  case_id text not null,
  -- from 1 within its case
  number integer not null,
  -- given_back, other_system, accounted_for
  kind text not null,
  -- proposed (waits for a second person), applied (the case is closed with it), refused, withdrawn
  state text not null,
  needs_second_person boolean not null,
  -- the click's own id: a second click finds the first
  operation_id text not null,
  reason text not null,
  -- the frozen snapshot that the person saw and the approver sees, and SHA-256 over it
  basis json not null,
  basis_hash bytea not null,
  proposed_by text not null,
  proposed_at timestamptz(3) not null,
  approved_by text,
  approved_at timestamptz(3),
  settled_at timestamptz(3),
  refused_because text,
  constraint case_verdicts_pkey primary key (order_id, case_id, number),
  constraint case_verdicts_order_id_case_id_operation_id_key unique (order_id, case_id, operation_id),
  constraint case_verdicts_number_check check (number > 0),
  constraint case_verdicts_kind_check check (kind in ('given_back', 'other_system', 'accounted_for')),
  constraint case_verdicts_state_check check (state in ('proposed', 'applied', 'refused', 'withdrawn')),
  constraint case_verdicts_reason_check check (length(reason) >= 10),
  constraint case_verdicts_basis_hash_check check (basis_hash = sha256(convert_to(basis::text, 'UTF8'))),
  -- nobody approves what they proposed, and what takes two is not applied by one
  constraint case_verdicts_second_person_check check (approved_by is null or approved_by <> proposed_by),
  constraint case_verdicts_approved_check check ((approved_by is null) = (approved_at is null) and (approved_by is null or state = 'applied')),
  constraint case_verdicts_two_people_check check (state <> 'applied' or not needs_second_person or approved_by is not null),
  constraint case_verdicts_settled_check check ((state = 'proposed') = (settled_at is null)),
  constraint case_verdicts_refused_check check ((state = 'refused') = (refused_because is not null))
);

-- two people, two tabs: one at a time; the desk reads what waits for a second person, oldest first
create unique index case_verdicts_one_open_key on operations.case_verdicts (order_id, case_id) where state = 'proposed';
create index case_verdicts_open_idx on operations.case_verdicts (proposed_at) where state = 'proposed';

-- A verdict is about an open case without an order, and begins as proposed or, where one person may decide it, as applied.
create function operations.refuse_verdict() returns trigger language plpgsql as $$
begin
  if orders.is_carrying() then
    return new;
  end if;
  if exists (select 1 from orders.orders o where o.order_id = new.order_id) then
    raise exception 'case % is of order %: it is repaired, not closed by a verdict', new.case_id, new.order_id using errcode = 'EV016';
  end if;
  if new.state not in ('proposed', 'applied') or new.approved_by is not null then
    raise exception 'verdict % of case % begins as proposed or applied, not as %', new.number, new.case_id, new.state using errcode = 'EV016';
  end if;
  perform 1 from operations.cases c where c.order_id = new.order_id and c.case_id = new.case_id and c.state = 'open';
  if not found then
    raise exception 'case % is closed', new.case_id using errcode = 'EV016';
  end if;
  return new;
end $$;

create trigger case_verdicts_begin before insert on operations.case_verdicts for each row execute function operations.refuse_verdict();

create function operations.refuse_verdict_change() returns trigger language plpgsql as $$
begin
  raise exception 'verdict % of case % is % and keeps what was decided', old.number, old.case_id, old.state using errcode = 'EV016';
end $$;

create trigger case_verdicts_keep_decision before update on operations.case_verdicts
  for each row when (old.state <> 'proposed' or old.order_id <> new.order_id or old.case_id <> new.case_id or old.number <> new.number
    or old.kind <> new.kind or old.needs_second_person <> new.needs_second_person or old.operation_id <> new.operation_id or old.reason <> new.reason
    or old.basis::text <> new.basis::text or old.basis_hash <> new.basis_hash or old.proposed_by <> new.proposed_by or old.proposed_at <> new.proposed_at)
  execute function operations.refuse_verdict_change();
create trigger case_verdicts_no_delete before delete on operations.case_verdicts for each row execute function orders.refuse_change();
create trigger case_verdicts_no_truncate before truncate on operations.case_verdicts for each statement execute function orders.refuse_change();
create trigger case_verdicts_closed before insert or update on operations.case_verdicts for each row execute function orders.refuse_when_closed();

-- goes with the shard of the id that its case names
insert into orders.carried_tables (position, name) values (180, 'operations.case_verdicts');

-- What names no order is of no shard: it stays where it was recorded, and is written there whatever shard was handed over.
-- beside the running build: it refuses less, of what no build may lose
create or replace function orders.is_closed(in_order_id text) returns boolean language plpgsql stable as $$
begin
  if in_order_id = '' or not exists (select 1 from orders.shards s where s.standing = 'closed') then
    return false;
  end if;
  return exists (select 1 from orders.shards s where s.standing = 'closed' and s.shard = orders.shard_of(in_order_id));
end $$;

grant select on operations.case_verdicts to evident_app, evident_readonly;
grant insert on operations.case_verdicts to evident_app;
grant update (state, approved_by, approved_at, settled_at, refused_because) on operations.case_verdicts to evident_app;
