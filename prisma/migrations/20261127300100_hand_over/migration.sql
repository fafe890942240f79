-- Hand-over of a shard from one region to the other: the owner's records are carried across, the old owner is closed, the new one opened
-- at a higher epoch. Each database refuses what the other's word alone cannot make true.

-- ------------------------------------------------------------------------------------------------ which shard an order is of

-- FNV-1a modulo 32, as domain/shard.ts has it: of a product modulo 2^k only the lowest k bits count.
create function orders.shard_of(in_order_id text) returns smallint language plpgsql immutable strict parallel safe as $$
declare
  bytes constant bytea := convert_to(in_order_id, 'UTF8');
  h integer := 5;
begin
  for i in 0 .. length(bytes) - 1 loop
    h := ((h # get_byte(bytes, i)) & 31) * 19 & 31;
  end loop;
  return h;
end $$;

-- True while no record of this order is to be written here. With no closed shard at all it costs one look at an empty index.
create function orders.is_closed(in_order_id text) returns boolean language plpgsql stable as $$
begin
  if not exists (select 1 from orders.shards s where s.standing = 'closed') then
    return false;
  end if;
  return exists (select 1 from orders.shards s where s.standing = 'closed' and s.shard = orders.shard_of(in_order_id));
end $$;

create index shards_closed_idx on orders.shards (shard) where standing = 'closed';

-- Set while records are carried across, and only by the functions below: they run as the owner of the tables, so the app's role cannot
-- pretend it.
create function orders.is_carrying() returns boolean language plpgsql stable as $$
begin
  return coalesce(current_setting('evident.carrying', true), '') <> ''
    and current_user = (select pg_get_userbyid(c.relowner) from pg_class c where c.oid = 'orders.shards'::regclass);
end $$;

-- ------------------------------------------------------------------------------------------------------------ the hand-over

-- One row in each region's database, under one id. Of `side` from: copying, draining, closed, accepting, clearing, done, or aborted.
-- Of `side` to: receiving, accepted, or aborted.
create table orders.hand_overs (
  hand_over_id text not null,
  shard smallint not null,
  side text not null,
  from_region text not null,
  to_region text not null,
  step text not null,
  step_at timestamptz(3) not null default clock_timestamp(),
  -- who started it and why; the audit has the click
  started_by text not null,
  reason text not null,
  started_at timestamptz(3) not null default clock_timestamp(),
  ended_at timestamptz(3),
  -- the epoch that the old owner closed under, and the one that the new owner opened under
  closed_epoch integer,
  accepted_epoch integer,
  -- from when on a statement that begins sees the shard closed
  closed_seen_at timestamptz(3),
  -- where the running pass over the orders stands, how often it went over them, and what it carried
  cursor text not null default '',
  pass integer not null default 1,
  carried_in_pass integer not null default 0,
  orders_total integer,
  orders_looked_at integer not null default 0,
  orders_carried integer not null default 0,
  -- from `accepting` on nothing is taken back on one's own word: the other region may have accepted
  accept_asked boolean not null default false,
  abort_asked_by text,
  abort_reason text,
  -- what it waits for, in words; null while it goes on
  waits_for text,
  -- one worker at a time takes a step
  worked_until timestamptz(3),
  constraint hand_overs_pkey primary key (hand_over_id),
  constraint hand_overs_side_check check (side in ('from', 'to')),
  constraint hand_overs_regions_check check (from_region in ('east', 'west') and to_region in ('east', 'west') and from_region <> to_region),
  constraint hand_overs_step_check check (step in ('copying', 'draining', 'closed', 'accepting', 'clearing', 'done', 'aborted', 'receiving', 'accepted')),
  constraint hand_overs_ended_check check ((step in ('done', 'accepted', 'aborted')) = (ended_at is not null)),
  constraint hand_overs_reason_check check (length(reason) >= 10)
);

-- a shard is on one way at a time
create unique index hand_overs_one_open_key on orders.hand_overs (shard) where ended_at is null;
create index hand_overs_started_at_idx on orders.hand_overs (started_at);

-- Every step that was reached, as the database saw it.
create table orders.hand_over_steps (
  hand_over_id text not null,
  seq bigint generated always as identity,
  step text not null,
  at timestamptz(3) not null default clock_timestamp(),
  detail json not null,
  constraint hand_over_steps_pkey primary key (hand_over_id, seq)
);

create trigger hand_over_steps_append_only before update or delete on orders.hand_over_steps for each row execute function orders.refuse_change();

create function orders.guard_hand_over() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'UPDATE' and old.step <> new.step and not (
    (old.step, new.step) in (('copying', 'draining'), ('draining', 'closed'), ('closed', 'accepting'), ('accepting', 'clearing'),
      ('clearing', 'done'), ('accepting', 'closed'), ('receiving', 'accepted'), ('receiving', 'aborted'))
    or (new.step = 'aborted' and old.step in ('copying', 'draining', 'closed'))
  ) then
    raise exception 'hand-over % does not go from % to %', old.hand_over_id, old.step, new.step using errcode = 'EV011';
  end if;
  if tg_op = 'INSERT' or old.step <> new.step then
    insert into orders.hand_over_steps (hand_over_id, step, detail) values (new.hand_over_id, new.step, json_build_object(
      'closed_epoch', new.closed_epoch, 'accepted_epoch', new.accepted_epoch, 'orders', new.orders_total, 'carried', new.orders_carried));
  end if;
  return null;
end $$;

create trigger hand_overs_steps after insert or update on orders.hand_overs for each row execute function orders.guard_hand_over();

-- What the receiving region keeps until it owns the shard: an order's rows as text, in no table that anybody reads.
create table orders.carried_orders (
  hand_over_id text not null,
  order_id text not null,
  -- over the order's rows in all tables, as the sender computed it
  digest text not null,
  -- parallel: the table of each row, and the row as JSON
  tables text[] not null,
  records text[] not null,
  constraint carried_orders_pkey primary key (order_id, hand_over_id)
);

create index carried_orders_hand_over_idx on orders.carried_orders (hand_over_id, order_id);

-- Units that went with the orders that hold or bought them. Stock that is not held stays where it is.
create table inventory.transfers (
  hand_over_id text not null,
  sku text not null,
  -- out of this region's stock, or into it
  direction text not null,
  held integer not null,
  committed integer not null,
  transferred_at timestamptz(3) not null default clock_timestamp(),
  constraint transfers_pkey primary key (hand_over_id, direction, sku),
  constraint transfers_direction_check check (direction in ('out', 'in')),
  constraint transfers_units_check check (held >= 0 and committed >= 0 and held + committed > 0)
);

-- written once; what leaves in parts is added up by the function that clears
create trigger transfers_append_only before delete on inventory.transfers for each row execute function orders.refuse_change();

-- Which tables hold an order's records, in the order in which they are written. A table of orders that is not here stays with its region.
create table orders.carried_tables (
  position integer not null,
  name text not null,
  -- which of its rows, where not all: what one region tells the other stays in the queue of the one that tells it
  only_where text not null default 'true',
  constraint carried_tables_pkey primary key (position),
  constraint carried_tables_name_key unique (name)
);

insert into orders.carried_tables (position, name) values
  (10, 'orders.transitions'), (20, 'orders.orders'), (30, 'orders.lines'), (40, 'orders.checkouts'), (50, 'orders.evidence'), (60, 'orders.refunds'),
  (70, 'inventory.reservations'), (80, 'payments.operations'), (90, 'payments.provider_events'), (100, 'messaging.outbox'),
  (110, 'messaging.deliveries'), (120, 'messaging.inbox'), (130, 'messaging.dead_letters'), (140, 'messaging.mails'),
  (150, 'operations.cases'), (160, 'operations.case_history'), (170, 'operations.repairs');

update orders.carried_tables set only_where = $$t.schema <> 'customer_told'$$ where name = 'messaging.outbox';
update orders.carried_tables set only_where = $$t.consumer not like 'region:%'$$ where name in ('messaging.deliveries', 'messaging.dead_letters');

-- ------------------------------------------------------------------------------------------ what a closed shard refuses

create function orders.refuse_when_closed() returns trigger language plpgsql as $$
declare
  subject constant text := case tg_op when 'DELETE' then old.order_id else new.order_id end;
begin
  if orders.is_closed(subject) and not orders.is_carrying() then
    raise exception 'the shard of % is closed here: its records are written by its owner', subject using errcode = 'EV010';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;

-- Of a decision its evidence is refused, and all with it. These are written without evidence.
-- beside the running build: it closes no shard, so nothing that it writes is refused
create trigger operations_closed before insert or update on payments.operations for each row execute function orders.refuse_when_closed();
-- beside the running build: it closes no shard, so nothing that it writes is refused
create trigger provider_events_closed before insert on payments.provider_events for each row execute function orders.refuse_when_closed();
-- beside the running build: it closes no shard, so nothing that it writes is refused
create trigger deliveries_closed before insert or update on messaging.deliveries
  for each row when (new.consumer not like 'region:%') execute function orders.refuse_when_closed();
-- beside the running build: it closes no shard, so nothing that it writes is refused
create trigger deliveries_closed_to_readers before delete on messaging.deliveries
  for each row when (old.consumer not like 'region:%') execute function orders.refuse_when_closed();
-- beside the running build: it closes no shard, so nothing that it writes is refused
create trigger mails_closed before insert or update on messaging.mails for each row execute function orders.refuse_when_closed();
-- beside the running build: it closes no shard, so nothing that it writes is refused
create trigger dead_letters_closed before insert or update on messaging.dead_letters
  for each row when (new.consumer not like 'region:%') execute function orders.refuse_when_closed();
-- beside the running build: it closes no shard, so nothing that it writes is refused
create trigger cases_closed before insert or update on operations.cases for each row execute function orders.refuse_when_closed();
-- beside the running build: it closes no shard, so nothing that it writes is refused
create trigger repairs_closed before insert or update on operations.repairs for each row execute function orders.refuse_when_closed();
-- beside the running build: it closes no shard, so nothing that it writes is refused
create trigger checkouts_closed before insert on orders.checkouts for each row execute function orders.refuse_when_closed();
-- beside the running build: it closes no shard, so nothing that it writes is refused
create trigger reservations_closed before insert or update on inventory.reservations for each row execute function orders.refuse_when_closed();

-- -------------------------------------------------------------- guards that let the carrying functions through, and nobody else

-- An evidence row that is carried keeps its number, its instant and its hash, and must follow from the row before it.
-- beside the running build: the same rows with the same chain as before; it carries none
create or replace function orders.chain_evidence() returns trigger language plpgsql as $$
declare
  last_seq integer;
  last_hash bytea;
  carried constant boolean := orders.is_carrying();
  computed bytea;
  s constant text := E'\x1f';
begin
  -- one writer per order at a time, until it commits: the chain has one end
  perform pg_advisory_xact_lock(4218, hashtext(new.order_id));
  if not carried and orders.is_closed(new.order_id) then
    raise exception 'the shard of % is closed here: its records are written by its owner', new.order_id using errcode = 'EV010';
  end if;
  select e.seq, e.hash into last_seq, last_hash from orders.evidence e where e.order_id = new.order_id order by e.seq desc limit 1;
  if not carried then
    new.seq := coalesce(last_seq, 0) + 1;
    new.prev_hash := coalesce(last_hash, decode(repeat('00', 32), 'hex'));
    new.recorded_at := clock_timestamp();
  elsif new.seq <> coalesce(last_seq, 0) + 1 or new.prev_hash <> coalesce(last_hash, decode(repeat('00', 32), 'hex')) then
    raise exception 'evidence % of % does not follow from the row before it', new.seq, new.order_id using errcode = 'EV012';
  end if;
  computed := sha256(convert_to(
    new.order_id || s || new.seq || s || encode(new.prev_hash, 'hex') || s || new.lane || s || new.kind || s
    || (extract(epoch from new.observed_at) * 1000)::bigint || s || (extract(epoch from new.recorded_at) * 1000)::bigint || s
    || new.region || s || coalesce(new.request_id, '') || s || coalesce(new.trace_id, '') || s
    || coalesce(new.payment_operation, '') || s || coalesce(new.message_id, '') || s || coalesce(new.provider_reference, '') || s
    || new.actor || s || coalesce(new.owner_epoch::text, '') || s || coalesce(new.order_version::text, '') || s
    || coalesce(new.attempt::text, '') || s || new.replayed::text || s || new.detail::text, 'UTF8'));
  if carried and new.hash <> computed then
    raise exception 'evidence % of % is not what its hash says', new.seq, new.order_id using errcode = 'EV012';
  end if;
  new.hash := computed;
  return new;
end $$;

-- beside the running build: it refuses what it refused before
create or replace function orders.refuse_stale_epoch() returns trigger language plpgsql as $$
begin
  if orders.is_carrying() then
    return new;
  end if;
  if not orders.holds_epoch(new.shard, new.owner_epoch) then
    raise exception 'fenced: epoch % of shard % is not the current one', new.owner_epoch, new.shard using errcode = 'EV001';
  end if;
  return new;
end $$;

-- beside the running build: it refuses what it refused before
create or replace function orders.refuse_change() returns trigger language plpgsql as $$
begin
  -- records leave a region whole, with their order, once the other region has accepted them
  if tg_op = 'DELETE' and orders.is_carrying() then
    return old;
  end if;
  raise exception '%.% is append-only: % refused', tg_table_schema, tg_table_name, lower(tg_op) using errcode = 'EV005';
end $$;

-- beside the running build: it does what it did before
create or replace function operations.follow_closed_case() returns trigger language plpgsql as $$
declare
  before record;
begin
  if orders.is_carrying() then
    return new;
  end if;
  new.about := new.case_id;
  -- the newest one about this; its writers take turns on the primary key
  select c.case_id, c.state, count(*) over () as times into before from operations.cases c
    where c.order_id = new.order_id and (c.about = new.case_id or c.case_id = new.case_id) order by c.opened_at desc, c.case_id desc limit 1;
  if before is null or before.state = 'open' then
    return new;
  end if;
  new.case_id := new.about || ':' || (before.times + 1);
  new.follows := before.case_id;
  return new;
end $$;

-- beside the running build: it does what it did before
create or replace function operations.number_case_history() returns trigger language plpgsql as $$
begin
  if orders.is_carrying() then
    return new;
  end if;
  -- one writer per case at a time
  perform 1 from operations.cases c where c.order_id = new.order_id and c.case_id = new.case_id for no key update;
  new.seq := coalesce((select max(h.seq) from operations.case_history h where h.order_id = new.order_id and h.case_id = new.case_id), 0) + 1;
  new.at := clock_timestamp();
  return new;
end $$;

-- a case that is carried has its history with it
-- beside the running build: it does what it did before
create or replace function operations.record_case_change() returns trigger language plpgsql as $$
declare
  what text;
begin
  if orders.is_carrying() then
    return null;
  end if;
  if tg_op = 'INSERT' then
    what := 'opened';
  elsif new.state = 'closed' then
    what := 'closed';
  elsif new.escalated_at is distinct from old.escalated_at then
    what := 'escalated';
  elsif old.owner is not null and new.owner is null then
    what := 'released';
  elsif new.owner is not null and new.owner_until is distinct from old.owner_until and (old.owner is null or old.owner_until <= new.changed_at) then
    what := 'claimed';
  elsif new.owner is distinct from old.owner then
    what := 'handed_over';
  elsif new.due_at <> old.due_at then
    what := 'due_moved';
  else
    -- a claim kept alive is no news
    return null;
  end if;
  insert into operations.case_history (order_id, case_id, seq, change, actor, owner, owner_until, severity, due_at, note)
  values (new.order_id, new.case_id, 0, what, new.changed_by, new.owner, new.owner_until, new.severity, new.due_at,
    case what when 'closed' then new.verdict else new.change_note end);
  return null;
end $$;

-- beside the running build: it refuses what it refused before
create or replace function operations.refuse_repair_move() returns trigger language plpgsql as $$
begin
  if orders.is_carrying() then
    return new;
  end if;
  if tg_op = 'INSERT' then
    raise exception 'repair % of % begins as proposed or requested, not as %', new.repair_id, new.order_id, new.state using errcode = 'EV008';
  end if;
  raise exception 'repair % of % does not go from % to %', old.repair_id, old.order_id, old.state, new.state using errcode = 'EV008';
end $$;

-- ----------------------------------------------------------------------------------------------------- carrying records

-- A table's columns without those that each database numbers for itself.
create function orders.carried_columns(in_table text, in_prefix text) returns text language sql stable set search_path = '' as $$
  select string_agg(in_prefix || quote_ident(a.attname), ', ' order by a.attname)
  from pg_catalog.pg_attribute a
  where a.attrelid = in_table::regclass and a.attnum > 0 and not a.attisdropped and a.attidentity = '' and a.attgenerated = ''
$$;

-- The rows of these orders, table by table in the order of writing, each as JSON text; within a table in an order of their own.
create function orders.records_to_carry(in_order_ids text[]) returns table (order_id text, name text, record text)
language plpgsql stable set search_path = '' set timezone = 'UTC' set datestyle = 'ISO' as $$
declare
  t record;
begin
  for t in select c.name, c.only_where from orders.carried_tables c order by c.position loop
    return query execute format(
      'select r.order_id, %L::text, row_to_json(r)::text from (select %s from %s t where t.order_id = any($1) and %s) r order by 1, %s',
      t.name, orders.carried_columns(t.name, 't.'), t.name, t.only_where,
      case t.name when 'orders.evidence' then 'r.seq' when 'orders.transitions' then 'r.version' when 'messaging.outbox' then 'r.recorded_at, r.message_id'
        when 'messaging.deliveries' then 'r.enqueued_at, r.message_id' else '3' end)
      using in_order_ids;
  end loop;
end $$;

-- One digest an order, over all that is carried of it.
create function orders.digests_to_carry(in_order_ids text[]) returns table (order_id text, digest text)
language sql stable set search_path = '' as $$
  select r.order_id, md5(string_agg(md5(r.name || r.record), '' order by md5(r.name || r.record) collate "C"))
  from orders.records_to_carry(in_order_ids) r group by r.order_id
$$;

-- The ids of a shard in their byte order, from after a place on: orders, checkouts that became none, and what names an order that never was.
create function orders.ids_of_shard(in_shard integer, in_after text, in_limit integer) returns table (order_id text)
language sql stable set search_path = '' as $$
  select i.order_id from (
    select o.order_id from orders.orders o where o.shard = in_shard and o.order_id collate "C" > in_after
    union select c.order_id from orders.checkouts c where c.shard = in_shard and c.order_id collate "C" > in_after
    union select k.order_id from operations.cases k where k.order_id <> '' and k.order_id collate "C" > in_after and orders.shard_of(k.order_id) = in_shard
      and not exists (select 1 from orders.orders o where o.order_id = k.order_id)
    union select p.order_id from payments.provider_events p where p.order_id <> '' and p.order_id collate "C" > in_after
      and orders.shard_of(p.order_id) = in_shard and not exists (select 1 from orders.orders o where o.order_id = p.order_id)
  ) i order by i.order_id collate "C" limit in_limit
$$;

-- ------------------------------------------------------------------------------------------- the steps of the old owner

create function orders.begin_hand_over(in_id text, in_shard integer, in_from text, in_to text, in_by text, in_reason text) returns text
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(4217, in_shard);
  if not exists (select 1 from orders.shards s where s.shard = in_shard and s.region = in_from and s.standing = 'open') then
    return 'not_owner';
  end if;
  if exists (select 1 from orders.hand_overs h where h.shard = in_shard and h.ended_at is null) then
    return 'under_way';
  end if;
  insert into orders.hand_overs (hand_over_id, shard, side, from_region, to_region, step, started_by, reason)
    values (in_id, in_shard, 'from', in_from, in_to, 'copying', in_by, in_reason);
  return 'begun';
end $$;

create function orders.drain_shard(in_id text) returns boolean language plpgsql security definer set search_path = '' as $$
declare
  h orders.hand_overs;
begin
  select * into h from orders.hand_overs o where o.hand_over_id = in_id and o.side = 'from' and o.step = 'copying' for update;
  if not found then
    return false;
  end if;
  update orders.shards s set standing = 'draining', updated_at = clock_timestamp() where s.shard = h.shard and s.region = h.from_region and s.standing = 'open';
  if not found then
    return false;
  end if;
  update orders.hand_overs o set step = 'draining', step_at = clock_timestamp(), waits_for = null where o.hand_over_id = in_id;
  return true;
end $$;

-- Closes the shard under a higher epoch: from here on no region decides its orders. The exclusive lock waits for every decision in flight.
create function orders.close_shard(in_id text) returns integer language plpgsql security definer set search_path = '' as $$
declare
  h orders.hand_overs;
  raised integer;
begin
  select * into h from orders.hand_overs o where o.hand_over_id = in_id and o.side = 'from' and o.step = 'draining';
  if not found then
    return null;
  end if;
  perform pg_advisory_xact_lock(4217, h.shard);
  update orders.shards s set region = h.to_region, epoch = s.epoch + 1, standing = 'closed', holder = null, lease_until = null, updated_at = clock_timestamp()
    where s.shard = h.shard and s.region = h.from_region and s.standing = 'draining' returning s.epoch into raised;
  if raised is null then
    return null;
  end if;
  update orders.hand_overs o set step = 'closed', step_at = clock_timestamp(), closed_epoch = raised,
    cursor = '', pass = o.pass + 1, carried_in_pass = 0, orders_looked_at = 0, waits_for = null
    where o.hand_over_id = in_id and o.step = 'draining';
  return raised;
end $$;

-- Whether everybody who began to write before the shard was seen closed has ended. Asked again until it is true: what a writer's trigger
-- saw open may still be on its way to its commit. By the caller's right: a role sees the activity of its own sessions.
create function orders.close_has_settled(in_id text) returns boolean language plpgsql as $$
declare
  seen timestamptz;
begin
  update orders.hand_overs h set closed_seen_at = clock_timestamp() where h.hand_over_id = in_id and h.step = 'closed' and h.closed_seen_at is null;
  select h.closed_seen_at into seen from orders.hand_overs h where h.hand_over_id = in_id;
  return seen is not null and not exists (
    select 1 from pg_stat_activity a where a.datname = current_database() and a.pid <> pg_backend_pid() and a.backend_type = 'client backend'
      and a.xact_start < seen);
end $$;

-- From here on only forward: the other region may have accepted. Not before everybody who trusts what they read earlier has read anew.
create function orders.ask_accept(in_id text, in_trusted_ms integer, in_orders integer) returns boolean language plpgsql security definer set search_path = '' as $$
begin
  update orders.hand_overs h set step = 'accepting', step_at = clock_timestamp(), accept_asked = true, orders_total = in_orders, waits_for = null
    where h.hand_over_id = in_id and h.side = 'from' and h.step = 'closed' and h.abort_asked_by is null
      and h.closed_seen_at < clock_timestamp() - in_trusted_ms * interval '1 millisecond';
  return found;
end $$;

-- The other region said that it has not accepted, and why: what was carried is gone over again.
create function orders.accept_was_refused(in_id text, in_why text) returns boolean language plpgsql security definer set search_path = '' as $$
begin
  update orders.hand_overs h set step = 'closed', step_at = clock_timestamp(), cursor = '', pass = h.pass + 1, carried_in_pass = 0, orders_looked_at = 0,
    waits_for = in_why where h.hand_over_id = in_id and h.side = 'from' and h.step = 'accepting';
  return found;
end $$;

create function orders.was_accepted(in_id text, in_epoch integer) returns boolean language plpgsql security definer set search_path = '' as $$
begin
  update orders.hand_overs h set step = 'clearing', step_at = clock_timestamp(), accepted_epoch = in_epoch, waits_for = null
    where h.hand_over_id = in_id and h.side = 'from' and h.step = 'accepting' and in_epoch > h.closed_epoch;
  return found;
end $$;

-- Takes the shard back, at a higher epoch again. Not while the other region may have accepted it.
create function orders.reopen_shard(in_id text, in_dropped boolean) returns boolean language plpgsql security definer set search_path = '' as $$
declare
  h orders.hand_overs;
begin
  select * into h from orders.hand_overs o where o.hand_over_id = in_id and o.side = 'from' and o.step in ('copying', 'draining', 'closed') for update;
  if not found or (h.accept_asked and not in_dropped) then
    return false;
  end if;
  perform pg_advisory_xact_lock(4217, h.shard);
  update orders.shards s set region = h.from_region, standing = 'open', updated_at = clock_timestamp(),
    epoch = s.epoch + case when s.standing = 'closed' then 1 else 0 end
    where s.shard = h.shard;
  update orders.hand_overs o set step = 'aborted', step_at = clock_timestamp(), ended_at = clock_timestamp(), waits_for = null where o.hand_over_id = in_id;
  return true;
end $$;

-- The other region owns it: its records leave, so many orders at a time. Returns how many orders were left before this call.
create function orders.clear_shard(in_id text, in_limit integer) returns integer language plpgsql security definer set search_path = '' as $$
declare
  h orders.hand_overs;
  ids text[];
  t record;
begin
  select * into h from orders.hand_overs o where o.hand_over_id = in_id and o.side = 'from' and o.step = 'clearing' for update;
  if not found then
    return null;
  end if;
  select array_agg(i.order_id) into ids from orders.ids_of_shard(h.shard, '', in_limit) i;
  if ids is null then
    update orders.hand_overs o set step = 'done', step_at = clock_timestamp(), ended_at = clock_timestamp(), waits_for = null where o.hand_over_id = in_id;
    return 0;
  end if;
  perform set_config('evident.carrying', in_id, true);
  insert into inventory.transfers as was (hand_over_id, sku, direction, held, committed)
    select in_id, r.sku, 'out', coalesce(sum(r.quantity) filter (where r.state = 'held'), 0)::int, coalesce(sum(r.quantity) filter (where r.state = 'committed'), 0)::int
    from inventory.reservations r where r.order_id = any(ids) and r.state <> 'released' group by r.sku
    on conflict (hand_over_id, direction, sku) do update set held = was.held + excluded.held, committed = was.committed + excluded.committed;
  for t in select c.name, c.only_where from orders.carried_tables c order by c.position desc loop
    execute format('delete from %s t where t.order_id = any($1) and %s', t.name, t.only_where) using ids;
  end loop;
  perform set_config('evident.carrying', '', true);
  return cardinality(ids);
end $$;

-- ------------------------------------------------------------------------------------------- the steps of the new owner

-- Makes ready to receive: the shard is closed here until it is accepted. Under an id that was taken back before, nothing.
create function orders.prepare_shard(in_id text, in_shard integer, in_from text, in_to text, in_by text, in_reason text) returns text
language plpgsql security definer set search_path = '' as $$
declare
  known text;
begin
  perform pg_advisory_xact_lock(4217, in_shard);
  select h.step into known from orders.hand_overs h where h.hand_over_id = in_id;
  if found then
    return known;
  end if;
  if not exists (select 1 from orders.shards s where s.shard = in_shard and s.region = in_from) then
    return 'not_theirs';
  end if;
  if exists (select 1 from orders.hand_overs h where h.shard = in_shard and h.ended_at is null) then
    return 'under_way';
  end if;
  insert into orders.hand_overs (hand_over_id, shard, side, from_region, to_region, step, started_by, reason)
    values (in_id, in_shard, 'to', in_from, in_to, 'receiving', in_by, in_reason);
  update orders.shards s set standing = 'closed', holder = null, lease_until = null, updated_at = clock_timestamp() where s.shard = in_shard;
  return 'receiving';
end $$;

-- What was carried is taken back: never accepted from now on. An id that is not known is refused for later too.
create function orders.drop_shard(in_id text, in_shard integer, in_from text, in_to text) returns boolean language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(4217, in_shard);
  if exists (select 1 from orders.hand_overs h where h.hand_over_id = in_id and h.step = 'accepted') then
    return false;
  end if;
  insert into orders.hand_overs (hand_over_id, shard, side, from_region, to_region, step, ended_at, started_by, reason)
    values (in_id, in_shard, 'to', in_from, in_to, 'aborted', clock_timestamp(), 'system:hand-over', 'taken back before it began')
    on conflict (hand_over_id) do update set step = 'aborted', step_at = clock_timestamp(), ended_at = clock_timestamp()
      where orders.hand_overs.step = 'receiving';
  delete from orders.carried_orders c where c.hand_over_id = in_id;
  return true;
end $$;

-- Opens the shard: what was carried becomes the records, in one transaction, and the epoch rises above every one before. Refused unless
-- it is exactly what the old owner has: as many orders, and one digest over all of theirs.
create function orders.accept_shard(in_id text, in_closed_epoch integer, in_orders integer, in_digest text) returns integer
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
  h orders.hand_overs;
  t record;
  carried record;
  opened integer;
begin
  select * into h from orders.hand_overs o where o.hand_over_id = in_id and o.side = 'to' for update;
  if h.step = 'accepted' then
    return h.accepted_epoch;
  end if;
  if not found or h.step <> 'receiving' then
    raise exception 'hand-over % is not being received', in_id using errcode = 'EV011';
  end if;
  perform pg_advisory_xact_lock(4217, h.shard);
  select count(*)::int as orders, md5(coalesce(string_agg(c.order_id || c.digest, '' order by c.order_id collate "C"), '')) as digest into carried
    from orders.carried_orders c where c.hand_over_id = in_id;
  if carried.orders <> in_orders or carried.digest <> in_digest then
    raise exception 'hand-over %: % orders were carried, % are to be accepted', in_id, carried.orders, in_orders using errcode = 'EV013';
  end if;
  perform set_config('evident.carrying', in_id, true);
  -- a product that this region never kept: what is held of it comes with the orders
  insert into inventory.stock (sku, available)
    select distinct r.sku, 0 from orders.carried_orders c, unnest(c.tables, c.records) as x(name, record),
      json_populate_record(null::inventory.reservations, x.record::json) r
    where c.hand_over_id = in_id and x.name = 'inventory.reservations'
    on conflict (sku) do nothing;
  for t in select c.name from orders.carried_tables c order by c.position loop
    execute format(
      'insert into %1$s (%2$s) select %3$s from orders.carried_orders c, unnest(c.tables, c.records) with ordinality as x(name, record, n),
         json_populate_record(null::%1$s, x.record::json) r where c.hand_over_id = $1 and x.name = %4$L order by c.order_id, x.n',
      t.name, orders.carried_columns(t.name, ''),
      -- an order's region is the one that owns it
      case t.name when 'orders.orders' then replace(orders.carried_columns(t.name, 'r.'), 'r.region', quote_literal(h.to_region))
        else orders.carried_columns(t.name, 'r.') end,
      t.name) using in_id;
  end loop;
  insert into inventory.transfers (hand_over_id, sku, direction, held, committed)
    select in_id, r.sku, 'in', coalesce(sum(r.quantity) filter (where r.state = 'held'), 0)::int, coalesce(sum(r.quantity) filter (where r.state = 'committed'), 0)::int
    from inventory.reservations r join orders.carried_orders c on c.hand_over_id = in_id and c.order_id = r.order_id
    where r.state <> 'released' group by r.sku;
  perform set_config('evident.carrying', '', true);
  update orders.shards s set region = h.to_region, epoch = greatest(s.epoch, in_closed_epoch) + 1, standing = 'open', holder = null, lease_until = null,
    updated_at = clock_timestamp() where s.shard = h.shard returning s.epoch into opened;
  update orders.hand_overs o set step = 'accepted', step_at = clock_timestamp(), ended_at = clock_timestamp(), closed_epoch = in_closed_epoch,
    accepted_epoch = opened, orders_total = in_orders, orders_carried = in_orders where o.hand_over_id = in_id;
  delete from orders.carried_orders c where c.hand_over_id = in_id;
  return opened;
end $$;

-- ------------------------------------------------------------------------------------------------------------- fenced tries

-- Writers that came too late, kept where they tried, whoever owns the order now; the order's own evidence has the row as well.
create table orders.fenced_tries (
  order_id text not null,
  number bigint generated always as identity,
  shard smallint not null,
  region text not null,
  tried_epoch integer not null,
  -- the epoch that stood here when it was refused
  current_epoch integer not null,
  -- what it would have made of the order; null: it would only have noted something
  tried_state text,
  actor text not null,
  at timestamptz(3) not null default clock_timestamp(),
  constraint fenced_tries_pkey primary key (order_id, number)
);

create index fenced_tries_at_idx on orders.fenced_tries (at);
create trigger fenced_tries_append_only before update or delete on orders.fenced_tries for each row execute function orders.refuse_change();

-- ------------------------------------------------------------------------------------------------------------------- grants

grant select on orders.hand_overs, orders.hand_over_steps, orders.carried_orders, orders.carried_tables, orders.fenced_tries, inventory.transfers
  to evident_app, evident_readonly;
-- the step itself moves by the functions; the app writes how far it came
grant update (cursor, pass, carried_in_pass, orders_total, orders_looked_at, orders_carried, abort_asked_by, abort_reason, waits_for,
  worked_until, closed_seen_at) on orders.hand_overs to evident_app;
grant insert, update, delete on orders.carried_orders to evident_app;
grant insert on orders.fenced_tries to evident_app;
