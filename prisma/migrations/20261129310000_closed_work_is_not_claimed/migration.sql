-- A build before hand-overs that comes back by a rollback claims due look-ups and follow-ups of all shards alike. One row of a closed shard
-- made the database refuse the whole claim, round after round, and nothing else that was due was looked up. Such a row is left out of the
-- claim instead; every other write of it is refused as before. Of this build no claim asks for one.

create function orders.leave_out_when_closed() returns trigger language plpgsql as $$
begin
  return case when orders.is_closed(new.order_id) and not orders.is_carrying() then null else new end;
end $$;

-- A claim alone counts a check or an attempt and leaves the state as it is. By its name it goes before operations_closed.
-- beside the running build: what it claims of an open shard it gets as before, and of a closed one it has nothing to do
create trigger operations_claimed before update on payments.operations
  for each row when (new.state = old.state
    and (new.checks_done = old.checks_done + 1 or (new.kind <> 'authorize' and new.attempts = old.attempts + 1)))
  execute function orders.leave_out_when_closed();
