-- The shard directory. A region's own row is the only word on what that region owns; what the other region says is kept to be shown.

-- open: orders are placed and decided. draining: no new order. closed: no record of the shard's orders is written in this database.
alter table orders.shards add column standing text not null default 'open';
-- beside the running build: it names no standing, and the default is one of these
alter table orders.shards add constraint shards_standing_check check (standing in ('open', 'draining', 'closed'));
-- nobody decides for a closed shard
-- beside the running build: it closes none, and takes none that is closed
alter table orders.shards add constraint shards_closed_unheld_check check (standing <> 'closed' or (holder is null and lease_until is null));

-- A region changes with the epoch or not at all: a writer of the region before is fenced by the same statement.
create function orders.refuse_region_without_epoch() returns trigger language plpgsql as $$
begin
  raise exception 'shard % goes from % to % only at a higher epoch', old.shard, old.region, new.region using errcode = 'EV003';
end $$;

-- beside the running build: it never changes the region of a shard
create trigger shards_region_raises_epoch before update on orders.shards
  for each row when (new.region <> old.region and new.epoch <= old.epoch) execute function orders.refuse_region_without_epoch();

-- As before, and never a closed one. The taker needs no right on region and epoch of its own.
-- beside the running build: the same arguments and the same answer; it refuses closed shards besides
create or replace function orders.take_shard(in_shard integer, in_region text, in_holder text, in_lease_ms integer)
returns table (shard smallint, epoch integer) language plpgsql volatile security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(4217, in_shard);
  return query
    update orders.shards s set epoch = s.epoch + 1, holder = in_holder, lease_until = clock_timestamp() + in_lease_ms * interval '1 millisecond',
      updated_at = clock_timestamp()
    where s.shard = in_shard and s.region = in_region and s.standing <> 'closed' and (s.holder is null or s.lease_until <= clock_timestamp())
    returning s.shard, s.epoch;
end $$;

-- the app renews and gives up leases; region, epoch and standing move by the functions alone
-- beside the running build: it writes holder, lease and time alone by itself, and the epoch by take_shard
revoke update on orders.shards from evident_app;
grant update (holder, lease_until, updated_at) on orders.shards to evident_app;

-- What the other region last said of its shards: one row, [{"shard", "region", "epoch", "standing", "holder", "leaseUntilMs"}].
create table orders.peer_shards (
  region text not null,
  claims jsonb not null,
  heard_at timestamptz(3) not null,
  constraint peer_shards_pkey primary key (region),
  constraint peer_shards_region_check check (region in ('east', 'west'))
);

-- A write under an old epoch, tried on purpose: it must be refused. Who reads it believes the newest alone.
create table orders.epoch_canaries (
  region text not null,
  number bigint generated always as identity,
  at timestamptz(3) not null default clock_timestamp(),
  shard smallint not null,
  tried_epoch integer not null,
  current_epoch integer not null,
  -- what the deciding statement answered: 'fenced' is right
  decision text not null,
  -- what the table itself answered: 'EV001' is right, 'accepted' is what must never be
  record text not null,
  refused boolean not null,
  constraint epoch_canaries_pkey primary key (region, number),
  constraint epoch_canaries_refused_check check (refused = (decision = 'fenced' and record = 'EV001'))
);

create trigger epoch_canaries_append_only before update or delete on orders.epoch_canaries for each row execute function orders.refuse_change();

-- Tries a transition under the epoch before the current one, and takes it back whatever happens: it answers the refusal's code, or
-- 'accepted'. By the caller's right, as a real write would be.
create function orders.try_old_epoch(in_shard integer, in_order_id text, in_epoch integer) returns text language plpgsql as $$
begin
  begin
    insert into orders.transitions (order_id, version, shard, from_version, from_state, to_state, reason, owner_epoch, decided_by)
      values (in_order_id, 1, in_shard, null, null, 'order_intent_saved', null, in_epoch, 'system:epoch-canary');
    raise exception 'taken back' using errcode = 'EV099';
  exception
    when sqlstate 'EV099' then return 'accepted';
    when sqlstate 'EV001' then return 'EV001';
  end;
end $$;

grant select on orders.peer_shards, orders.epoch_canaries to evident_app, evident_readonly;
grant insert, update on orders.peer_shards to evident_app;
grant insert on orders.epoch_canaries to evident_app;
