-- The other region's copies of carts and of how orders stand: for reading near the customer, and for the last known when the owner cannot
-- be reached. A copy decides nothing.

-- Which orders stand otherwise than the peer was told. The row is the queue's entry: what is told is how the order stands when it is sent.
create table orders.status_changes (
  order_id text not null,
  -- from 1, one more for each change of what a customer reads; counted under this row's lock, so in the order of the commits
  change integer not null default 1,
  -- since when the peer does not know the newest, by the database's clock; null once it does
  untold_since timestamptz(3),
  constraint status_changes_pkey primary key (order_id),
  constraint status_changes_change_check check (change >= 1)
) with (fillfactor = 80);

-- the relay's queue
create index status_changes_untold_since_idx on orders.status_changes (untold_since) where untold_since is not null;

-- An order that is placed and on its way to the provider stands so for some seconds: a copy that never heard of it asks the owner.
create function orders.count_status_changes() returns trigger language plpgsql as $$
begin
  insert into orders.status_changes (order_id, change, untold_since)
  select a.order_id, 1, clock_timestamp() from added a group by a.order_id
  having min(a.version) > 1 or (array_agg(a.to_state order by a.version desc))[1] <> 'payment_authorizing'
  order by a.order_id
  on conflict (order_id) do update set change = orders.status_changes.change + 1,
    untold_since = coalesce(orders.status_changes.untold_since, excluded.untold_since);
  return null;
end $$;

-- beside the running build: it only counts, and refuses nothing
create trigger transitions_are_told after insert on orders.transitions referencing new table as added
  for each statement execute function orders.count_status_changes();

-- what the provider said moves the money's words without moving the order
create function orders.count_money_change() returns trigger language plpgsql as $$
begin
  insert into orders.status_changes (order_id, change, untold_since) values (new.order_id, 1, clock_timestamp())
  on conflict (order_id) do update set change = orders.status_changes.change + 1,
    untold_since = coalesce(orders.status_changes.untold_since, excluded.untold_since);
  return null;
end $$;

-- beside the running build: it only counts, and refuses nothing
create trigger operations_are_told after update on payments.operations for each row
  when (old.state is distinct from new.state or old.provider_reference is distinct from new.provider_reference
    or old.authorized_minor is distinct from new.authorized_minor)
  execute function orders.count_money_change();
-- A capture is ordered with the move that confirms; these may be ordered without one.
-- beside the running build: it only counts, and refuses nothing
create trigger returns_are_told after insert on payments.operations for each row
  when (new.kind in ('void', 'refund')) execute function orders.count_money_change();

-- How orders of the other region stood when it told so last. No e-mail, no cart, no payment method.
create table orders.status_replicas (
  order_id text not null,
  -- the owner's count of changes; only rises
  change integer not null,
  version integer not null,
  -- SHA-256 of the token, as the owner keeps it: a reader is authorised by it
  status_token_hash bytea not null,
  -- the newest version of the contract order_status_changed
  status jsonb not null,
  -- when the owner's region read it, by its clock
  told_at timestamptz(3) not null,
  received_at timestamptz(3) not null default clock_timestamp(),
  constraint status_replicas_pkey primary key (order_id),
  constraint status_replicas_version_check check (version >= 1 and change >= 1)
);

create function orders.refuse_older_copy() returns trigger language plpgsql as $$
begin
  raise exception 'the copy of order % is at change % (version %), % (version %) is not later', old.order_id, old.change, old.version,
    new.change, new.version using errcode = 'EV014';
end $$;

create trigger status_replicas_only_rise before update on orders.status_replicas
  for each row when (new.change <= old.change or new.version < old.version or new.status_token_hash <> old.status_token_hash)
  execute function orders.refuse_older_copy();

-- Since when the peer does not know the newest version of a cart, by the database's clock; null once it does, and for a cart without a change.
alter table carts.carts add column untold_since timestamptz(3);

create function carts.count_as_untold() returns trigger language plpgsql as $$
begin
  new.untold_since := coalesce(old.untold_since, clock_timestamp());
  return new;
end $$;

-- beside the running build: it only notes when, and refuses nothing
create trigger carts_are_told before update on carts.carts
  for each row when (new.version <> old.version) execute function carts.count_as_untold();

create table carts.cart_replicas (
  cart_id text not null,
  version integer not null,
  -- [{"sku", "quantity"}], as its owner keeps them
  lines jsonb not null,
  told_at timestamptz(3) not null,
  received_at timestamptz(3) not null default clock_timestamp(),
  constraint cart_replicas_pkey primary key (cart_id),
  constraint cart_replicas_version_check check (version >= 1),
  constraint cart_replicas_lines_check check (jsonb_typeof(lines) = 'array')
);

create function carts.refuse_older_copy() returns trigger language plpgsql as $$
begin
  raise exception 'the copy of cart % is at version %, % is not later', old.cart_id, old.version, new.version using errcode = 'EV014';
end $$;

create trigger cart_replicas_only_rise before update on carts.cart_replicas
  for each row when (new.version <= old.version) execute function carts.refuse_older_copy();

-- How complete this region's copies of the other one are: everything that was committed there before `complete_until` is in them.
create table messaging.copies (
  region text not null,
  -- by the clock of the region that is copied
  complete_until timestamptz(3) not null,
  -- when it said so, by its clock
  said_at timestamptz(3) not null,
  received_at timestamptz(3) not null default clock_timestamp(),
  constraint copies_pkey primary key (region),
  constraint copies_region_check check (region in ('east', 'west')),
  constraint copies_complete_until_check check (complete_until <= said_at)
);

create function messaging.refuse_earlier_copy() returns trigger language plpgsql as $$
begin
  raise exception 'the copies of % are complete until %, % is earlier', old.region, old.complete_until, new.complete_until using errcode = 'EV014';
end $$;

create trigger copies_only_rise before update on messaging.copies
  for each row when (new.complete_until < old.complete_until) execute function messaging.refuse_earlier_copy();

grant select on orders.status_changes, orders.status_replicas, carts.cart_replicas, messaging.copies to evident_app, evident_readonly;
grant insert, update on orders.status_changes, orders.status_replicas, carts.cart_replicas, messaging.copies to evident_app;
