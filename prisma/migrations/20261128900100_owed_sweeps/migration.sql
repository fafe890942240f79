-- Sweeps of the provider's list are divided by who owns an order, and the two regions do not come to a stretch of the list at one time. What
-- the old owner's last pass had not come to, and the new owner's had passed, was compared by nobody. Now it is owed: the old owner writes
-- down how far it was when it closed the shard, and whoever has the shard in the end sweeps from there, of that shard alone. Expand only.

alter table orders.hand_overs
  -- up to where the old owner's last pass had compared the shard's charges; null: nothing is owed, or it never swept
  add column sweep_from timestamptz(3),
  -- up to where it is owed; null while nobody has the shard. What is left to sweep lies between the two.
  add column sweep_until timestamptz(3);

-- how far the sweep came is the app's to write
grant update (sweep_from) on orders.hand_overs to evident_app;

-- Up to where a region's last pass has come; where it began, before that pass did. Null: it never swept.
create function operations.last_pass_until(in_region text) returns timestamptz language sql stable set search_path = '' as $$
  select coalesce(
    (select max(s.window_to) from operations.sweeps s where s.region = in_region and s.pass = 3),
    (select s.window_from from operations.sweeps s where s.region = in_region and s.pass = 1 and s.follows_to is null))
$$;

-- Up to where a last pass of now has come at most: it keeps a day and an hour behind, and clocks differ by two minutes.
create function operations.owed_until() returns timestamptz language sql volatile set search_path = '' as $$
  select date_trunc('second', clock_timestamp() - interval '25 hours' + interval '2 minutes')
$$;

-- beside the running build: it closes as before, and writes down what it does not read
create or replace function orders.close_shard(in_id text) returns integer language plpgsql security definer set search_path = '' as $$
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
    cursor = '', pass = o.pass + 1, carried_in_pass = 0, orders_looked_at = 0, waits_for = null,
    -- what an earlier hand-over of the shard left, and was not swept yet, is owed on
    sweep_from = least(operations.last_pass_until(h.from_region),
      (select min(w.sweep_from) from orders.hand_overs w where w.shard = h.shard and w.sweep_from < w.sweep_until))
    where o.hand_over_id = in_id and o.step = 'draining';
  return raised;
end $$;

-- While it was closed, the own sweeps left the shard out as well.
-- beside the running build: it takes back as before, and what is owed waits for a build that sweeps it
create or replace function orders.reopen_shard(in_id text, in_dropped boolean) returns boolean language plpgsql security definer set search_path = '' as $$
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
  update orders.hand_overs o set step = 'aborted', step_at = clock_timestamp(), ended_at = clock_timestamp(),
    waits_for = case when in_dropped then null else 'the other region, which is not told of it yet' end,
    sweep_until = case when o.sweep_from is null then null else operations.owed_until() end where o.hand_over_id = in_id;
  return true;
end $$;

-- As before, and with what is owed. In the transaction that opens: nobody has the shard without it.
create function orders.accept_shard(in_id text, in_closed_epoch integer, in_orders integer, in_digest text, in_sweep_from timestamptz) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  opened integer;
begin
  opened := orders.accept_shard(in_id, in_closed_epoch, in_orders, in_digest);
  update orders.hand_overs o set sweep_from = in_sweep_from, sweep_until = operations.owed_until()
    where o.hand_over_id = in_id and o.side = 'to' and o.step = 'accepted' and o.sweep_until is null and in_sweep_from is not null;
  return opened;
end $$;
