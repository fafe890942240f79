-- A shard that goes from one region to the other, back, and there again: the first region had a copy of how each order stood in the other one's
-- first time, and showed it as complete in its second. A region that opens a shard forgets what it was told of its orders.
-- beside the running build: the same answers; it asks the owner where it had a copy of an order of its own
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
