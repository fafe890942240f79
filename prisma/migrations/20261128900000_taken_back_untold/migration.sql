-- A hand-over that was taken back while the other region was not reached left that region receiving for ever: no other hand-over of the
-- shard could begin there. What it was not told stays written down at the old owner, with the step itself, until it was told.
-- beside the running build: it takes back as before; it shows the words, and tells nobody
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
    waits_for = case when in_dropped then null else 'the other region, which is not told of it yet' end where o.hand_over_id = in_id;
  return true;
end $$;
