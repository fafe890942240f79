-- A worker of a build before hand-overs does not know that a shard can be closed. It goes on to look payments up and to deliver messages of
-- its orders; each round that meets one is refused whole, and what else was in the round waits with it. So no shard is closed in its
-- presence: the hand-over waits at draining, where its owner decides as ever, until the last such worker is gone.

-- It attends to its shards, and has said nothing of what it reads. One that went without a word counts for as long as a reader does.
create function orders.older_build_at_work() returns boolean language sql stable set search_path = '' as $$
  select exists (
    select 1 from orders.workers w where w.seen_at > clock_timestamp() - interval '20 seconds'
      and not exists (select 1 from messaging.readers r where r.process = w.holder))
$$;

-- beside the running build: it closes no shard; a build that does closes as before once it is alone
create or replace function orders.close_shard(in_id text) returns integer language plpgsql security definer set search_path = '' as $$
declare
  h orders.hand_overs;
  raised integer;
begin
  select * into h from orders.hand_overs o where o.hand_over_id = in_id and o.side = 'from' and o.step = 'draining';
  if not found then
    return null;
  end if;
  if orders.older_build_at_work() then
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
