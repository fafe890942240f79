-- Opening a shard read every carried order anew for each of its tables, parsed each record twice and looked for the row before each row
-- of evidence by itself: 1.2 ms an order in which nobody decides. What is carried is now kept record by record and verified when it comes
-- in, while the old owner still decides; opening writes it, and verifies all of the evidence in one statement.

-- ------------------------------------------------------------------------------------------------ what evidence must be

-- The canonical text is the one of domain/evidence-chain.ts: fields joined by U+001F, null as nothing, instants in epoch milliseconds.
create function orders.evidence_hash(e orders.evidence) returns bytea language sql stable as $$
  select sha256(convert_to(concat(
    e.order_id, E'\x1f', e.seq, E'\x1f', encode(e.prev_hash, 'hex'), E'\x1f', e.lane, E'\x1f', e.kind, E'\x1f',
    (extract(epoch from e.observed_at) * 1000)::bigint, E'\x1f', (extract(epoch from e.recorded_at) * 1000)::bigint, E'\x1f',
    e.region, E'\x1f', e.request_id, E'\x1f', e.trace_id, E'\x1f', e.payment_operation, E'\x1f', e.message_id, E'\x1f', e.provider_reference, E'\x1f',
    e.actor, E'\x1f', e.owner_epoch, E'\x1f', e.order_version, E'\x1f', e.attempt, E'\x1f', e.replayed::text, E'\x1f', e.detail::text), 'UTF8'))
$$;

-- Whether a row is what its hash says and follows from the one before it; `before` without a number: there is none.
create function orders.evidence_follows(e orders.evidence, before orders.evidence) returns boolean language sql stable as $$
  select e.hash = orders.evidence_hash(e) and case when before.seq is null then e.seq = 1 and e.prev_hash = decode(repeat('00', 32), 'hex')
    else e.seq = before.seq + 1 and e.prev_hash = before.hash end
$$;

-- ------------------------------------------------------------------------------------------------------ what is received

-- An order's rows as they came, in no table that anybody reads. Written by the function below alone, so it was verified.
create table orders.carried_records (
  order_id text not null,
  hand_over_id text not null,
  -- as it was sent: within a table in an order of its own
  n integer not null,
  name text not null,
  record json not null,
  constraint carried_records_pkey primary key (order_id, hand_over_id, n)
);

-- table by table, as it is opened
create index carried_records_table_idx on orders.carried_records (hand_over_id, name, order_id, n);

-- what was received and not opened is sent again: its digest is missed
delete from orders.carried_orders;
alter table orders.carried_orders drop column tables, drop column records;

-- beside the running build: the first to keep an order fails there, and the hand-over waits for this build
revoke insert, update, delete on orders.carried_orders from evident_app;
grant select on orders.carried_records to evident_app, evident_readonly;

-- Keeps orders of a shard that is being received, each with all of its records or none of the call. Returns how many; 0 for a hand-over
-- that is over or was taken back. Refused: an order of another shard, a record of another order or of no carried table, records that are
-- not what their digest says, and evidence that is not what its hash says or does not follow.
create function orders.keep_carried(in_id text, in_orders json) returns integer
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
  h orders.hand_overs;
  ids text[];
  broken record;
begin
  -- shared: who opens or drops it waits, and a call that comes later finds it over
  select * into h from orders.hand_overs o where o.hand_over_id = in_id and o.side = 'to' and o.step = 'receiving' for share;
  if not found then
    return 0;
  end if;
  select array_agg(o.order_id order by o.order_id) into ids from json_to_recordset(in_orders) as o(order_id text);
  delete from orders.carried_records c where c.hand_over_id = in_id and c.order_id = any(ids);
  insert into orders.carried_records (order_id, hand_over_id, n, name, record)
    select o.order_id, in_id, x.n, x.name, x.record::json
    from json_to_recordset(in_orders) as o(order_id text, tables json, records json),
      rows from (json_array_elements_text(o.tables), json_array_elements_text(o.records)) with ordinality as x(name, record, n);
  insert into orders.carried_orders (hand_over_id, order_id, digest)
    select in_id, o.order_id, o.digest from json_to_recordset(in_orders) as o(order_id text, digest text) order by o.order_id
    on conflict (order_id, hand_over_id) do update set digest = excluded.digest;

  select c.order_id, c.name into broken from orders.carried_records c
    where c.hand_over_id = in_id and c.order_id = any(ids)
      and (c.record ->> 'order_id' is distinct from c.order_id or not exists (select 1 from orders.carried_tables t where t.name = c.name)) limit 1;
  if found then
    raise exception 'hand-over %: a record of % came with order %, and is none of its own', in_id, broken.name, broken.order_id using errcode = 'EV013';
  end if;
  select c.order_id into broken from orders.carried_orders c
    left join (select r.order_id, md5(string_agg(md5(r.name || r.record::text), '' order by md5(r.name || r.record::text) collate "C")) as digest
      from orders.carried_records r where r.hand_over_id = in_id and r.order_id = any(ids) group by r.order_id) k on k.order_id = c.order_id
    where c.hand_over_id = in_id and c.order_id = any(ids) and (k.digest is distinct from c.digest or orders.shard_of(c.order_id) <> h.shard) limit 1;
  if found then
    raise exception 'hand-over %: order % is not of this shard, or not what its digest says', in_id, broken.order_id using errcode = 'EV013';
  end if;
  with kept as materialized (
    select r as e from orders.carried_records c, json_populate_record(null::orders.evidence, c.record) r
    where c.hand_over_id = in_id and c.order_id = any(ids) and c.name = 'orders.evidence'
  )
  select (k.e).order_id, (k.e).seq into broken
    from kept k left join kept b on (b.e).order_id = (k.e).order_id and (b.e).seq = (k.e).seq - 1
    where not orders.evidence_follows(k.e, b.e) limit 1;
  if found then
    raise exception 'evidence % of % is not what its hash says, or does not follow from the row before it', broken.seq, broken.order_id
      using errcode = 'EV012';
  end if;
  return coalesce(cardinality(ids), 0);
end $$;

-- What was carried leaves in parts, once its hand-over is over: opening does not wait for it. Returns how many orders left.
create function orders.forget_carried(in_limit integer) returns integer language plpgsql security definer set search_path = '' as $$
declare
  gone integer;
begin
  if not exists (select 1 from orders.carried_orders) then
    return 0;
  end if;
  -- skip locked: two at it do not wait for each other
  with over as materialized (
    select c.order_id, c.hand_over_id from orders.carried_orders c join orders.hand_overs h on h.hand_over_id = c.hand_over_id
    where h.ended_at is not null limit in_limit for update of c skip locked
  ), records as (
    delete from orders.carried_records r using over o where r.order_id = o.order_id and r.hand_over_id = o.hand_over_id
  ), orders as (
    delete from orders.carried_orders c using over o where c.order_id = o.order_id and c.hand_over_id = o.hand_over_id returning 1
  )
  select count(*)::int into gone from orders;
  return gone;
end $$;

-- ------------------------------------------------------------------------------------------------------------ the opening

create or replace function orders.drop_shard(in_id text, in_shard integer, in_from text, in_to text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(4217, in_shard);
  if exists (select 1 from orders.hand_overs h where h.hand_over_id = in_id and h.step = 'accepted') then
    return false;
  end if;
  insert into orders.hand_overs (hand_over_id, shard, side, from_region, to_region, step, ended_at, started_by, reason)
    values (in_id, in_shard, 'to', in_from, in_to, 'aborted', clock_timestamp(), 'system:hand-over', 'taken back before it began')
    on conflict (hand_over_id) do update set step = 'aborted', step_at = clock_timestamp(), ended_at = clock_timestamp()
      where orders.hand_overs.step = 'receiving';
  delete from orders.carried_records c where c.hand_over_id = in_id;
  delete from orders.carried_orders c where c.hand_over_id = in_id;
  return true;
end $$;

-- Opens the shard: what was carried becomes the records, in one transaction, and the epoch rises above every one before. Refused unless
-- it is exactly what the old owner has, as many orders and one digest over all of theirs, and unless every row of evidence, as it then
-- stands, is what its hash says and follows from the row before it.
create or replace function orders.accept_shard(in_id text, in_closed_epoch integer, in_orders integer, in_digest text) returns integer
language plpgsql security definer set search_path = '' set timezone = 'UTC' set work_mem = '64MB' as $$
declare
  h orders.hand_overs;
  t record;
  carried record;
  broken record;
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
    select distinct c.record ->> 'sku', 0 from orders.carried_records c where c.hand_over_id = in_id and c.name = 'inventory.reservations'
    on conflict (sku) do nothing;
  -- offset: each record is parsed once, and not for each of its columns
  for t in select c.name from orders.carried_tables c order by c.position loop
    execute format(
      'insert into %1$s (%2$s) select %3$s from (
         select json_populate_record(null::%1$s, c.record) as r from orders.carried_records c
         where c.hand_over_id = $1 and c.name = %4$L order by c.order_id, c.n offset 0) x',
      t.name, orders.carried_columns(t.name, ''),
      -- an order's region is the one that owns it
      case t.name when 'orders.orders' then replace(orders.carried_columns(t.name, '(x.r).'), '(x.r).region', quote_literal(h.to_region))
        else orders.carried_columns(t.name, '(x.r).') end,
      t.name) using in_id;
  end loop;
  select e.order_id, e.seq into broken from orders.carried_orders c
    join orders.evidence e on e.order_id = c.order_id
    left join orders.evidence b on b.order_id = e.order_id and b.seq = e.seq - 1
    where c.hand_over_id = in_id and not orders.evidence_follows(e, b) limit 1;
  if found then
    raise exception 'evidence % of % is not what its hash says, or does not follow from the row before it', broken.seq, broken.order_id
      using errcode = 'EV012';
  end if;
  insert into inventory.transfers (hand_over_id, sku, direction, held, committed)
    select in_id, r.sku, 'in', coalesce(sum(r.quantity) filter (where r.state = 'held'), 0)::int, coalesce(sum(r.quantity) filter (where r.state = 'committed'), 0)::int
    from inventory.reservations r join orders.carried_orders c on c.hand_over_id = in_id and c.order_id = r.order_id
    where r.state <> 'released' group by r.sku;
  perform set_config('evident.carrying', '', true);
  -- what the old owner told of them once: were it kept, it would be shown as new when they have gone there again
  delete from orders.status_replicas r using orders.carried_orders c where c.hand_over_id = in_id and r.order_id = c.order_id;
  update orders.shards s set region = h.to_region, epoch = greatest(s.epoch, in_closed_epoch) + 1, standing = 'open', holder = null, lease_until = null,
    updated_at = clock_timestamp() where s.shard = h.shard returning s.epoch into opened;
  update orders.hand_overs o set step = 'accepted', step_at = clock_timestamp(), ended_at = clock_timestamp(), closed_epoch = in_closed_epoch,
    accepted_epoch = opened, orders_total = in_orders, orders_carried = in_orders where o.hand_over_id = in_id;
  return opened;
end $$;
