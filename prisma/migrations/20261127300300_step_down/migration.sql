-- A region that hears that the other one owns a shard at a higher epoch stops: its own row is older than the word of whoever adopted it.
-- It comes to this only where a region that was given up for lost comes back.
create function orders.step_down(in_shard integer, in_region text, in_peer text, in_peer_epoch integer) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(4217, in_shard);
  update orders.shards s set region = in_peer, epoch = in_peer_epoch, standing = 'closed', holder = null, lease_until = null, updated_at = clock_timestamp()
    where s.shard = in_shard and s.region = in_region and s.standing <> 'closed' and s.epoch < in_peer_epoch;
  return found;
end $$;
