-- After a failover or a restore the database may not remember the last epochs that it gave out: a worker could be given one that another
-- worker had before, and both would be believed. Each promotion begins a new timeline of PostgreSQL; on a new one every shard's epoch
-- leaps past all that may have been given out.

-- the timeline on which the epoch was given; null from before this column
alter table orders.shards add column timeline text;

-- The timeline that this server writes: the first eight figures of its log's name. Null where that may not be asked.
create function orders.current_timeline() returns text language plpgsql volatile as $$
begin
  return substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8);
exception when undefined_function or insufficient_privilege or object_not_in_prerequisite_state then
  return null;
end $$;

create function orders.leap_on_new_timeline() returns trigger language plpgsql as $$
declare
  now_on constant text := orders.current_timeline();
begin
  if now_on is null or now_on is not distinct from old.timeline then
    return new;
  end if;
  if old.timeline is not null then
    -- decisions under the old epoch end first, as when a shard is taken
    perform pg_advisory_xact_lock(4217, old.shard);
    new.epoch := greatest(new.epoch, old.epoch) + 1000;
  end if;
  new.timeline := now_on;
  return new;
end $$;

-- beside the running build: it renews and takes as before, and is told the epoch that results
create trigger shards_leap before update on orders.shards for each row execute function orders.leap_on_new_timeline();
