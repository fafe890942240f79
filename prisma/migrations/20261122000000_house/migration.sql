-- The house: one schema per owner. Each owner's services are the only code that writes its tables.
-- What the database refuses, whatever the code does, stands here as constraints, triggers and grants.
-- Every table of an order leads its primary key and its unique constraints with order_id.

create schema carts;
create schema inventory;
create schema payments;
create schema orders;
create schema messaging;
create schema operations;
create schema access;

-- ---------------------------------------------------------------------------------------------------- inventory

-- What the shop sells. The same rows in both regions; prices come from here and never from a client.
create table inventory.products (
  sku text not null,
  name text not null,
  -- minor units
  price_minor integer not null,
  currency text not null,
  -- shelf in the shop: kitchen, table, light
  category text not null,
  -- which silhouette the shop draws
  picture text not null,
  position integer not null,
  constraint products_pkey primary key (sku),
  constraint products_price_check check (price_minor > 0),
  constraint products_currency_check check (currency ~ '^[A-Z]{3}$')
);

-- What this region can still promise. A hold takes from `available`, a release gives back; a sale changes nothing more.
create table inventory.stock (
  sku text not null,
  available integer not null,
  updated_at timestamptz(3) not null default now(),
  constraint stock_pkey primary key (sku),
  constraint stock_sku_fkey foreign key (sku) references inventory.products (sku),
  -- never below zero: the last unit fought for is decided here
  constraint stock_available_check check (available >= 0)
);

-- A hold of one line of one order (`reserve:ORDER_ID`). held -> committed or held -> released, once, never both.
create table inventory.reservations (
  order_id text not null,
  sku text not null,
  quantity integer not null,
  state text not null default 'held',
  held_until timestamptz(3) not null,
  reserved_at timestamptz(3) not null default now(),
  settled_at timestamptz(3),
  constraint reservations_pkey primary key (order_id, sku),
  constraint reservations_sku_fkey foreign key (sku) references inventory.stock (sku),
  constraint reservations_quantity_check check (quantity > 0),
  constraint reservations_state_check check (state in ('held', 'committed', 'released')),
  constraint reservations_settled_check check ((state = 'held') = (settled_at is null))
);

create function inventory.refuse_second_settlement() returns trigger language plpgsql as $$
begin
  raise exception 'reservation % of % is already %, it cannot become %', old.sku, old.order_id, old.state, new.state
    using errcode = 'EV002';
end $$;

create trigger reservations_settle_once before update on inventory.reservations
  for each row when (old.state <> 'held' and new.state is distinct from old.state)
  execute function inventory.refuse_second_settlement();

-- -------------------------------------------------------------------------------------------------------- carts

create table carts.carts (
  cart_id text not null,
  -- the region that writes it
  region text not null,
  -- from 1, one more per change
  version integer not null default 1,
  -- [{"sku": text, "quantity": integer > 0}], prices are looked up when read
  lines jsonb not null default '[]',
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint carts_pkey primary key (cart_id),
  constraint carts_version_check check (version >= 1),
  constraint carts_lines_check check (jsonb_typeof(lines) = 'array')
);

-- ------------------------------------------------------------------------------------------------------- orders

-- Which region and which worker may decide a shard's orders. The epoch is the fencing token; it only rises.
create table orders.shards (
  shard smallint not null,
  region text not null,
  epoch integer not null default 0,
  -- worker that holds the lease, null when nobody does
  holder text,
  -- by the database's clock
  lease_until timestamptz(3),
  updated_at timestamptz(3) not null default now(),
  constraint shards_pkey primary key (shard),
  constraint shards_region_check check (region in ('east', 'west'))
);

create function orders.refuse_epoch_fall() returns trigger language plpgsql as $$
begin
  raise exception 'the epoch of shard % only rises: % to % refused', old.shard, old.epoch, new.epoch using errcode = 'EV003';
end $$;

create trigger shards_epoch_rises before update on orders.shards
  for each row when (new.epoch < old.epoch) execute function orders.refuse_epoch_fall();

-- True while the caller's epoch is the shard's current one. Takes a shared lock that a lease's taker holds exclusively,
-- so no decision can commit under an epoch that was raised meanwhile. (A plain join is no fence under READ COMMITTED.)
create function orders.holds_epoch(in_shard integer, in_epoch integer) returns boolean language plpgsql volatile as $$
begin
  perform pg_advisory_xact_lock_shared(4217, in_shard);
  return exists (select 1 from orders.shards s where s.shard = in_shard and s.epoch = in_epoch);
end $$;

-- Takes a free or expired shard at a higher epoch. The exclusive lock waits for every decision under the old epoch to end, and
-- makes those that come later see the new one.
create function orders.take_shard(in_shard integer, in_region text, in_holder text, in_lease_ms integer)
returns table (shard smallint, epoch integer) language plpgsql volatile as $$
begin
  perform pg_advisory_xact_lock(4217, in_shard);
  return query
    update orders.shards s set epoch = s.epoch + 1, holder = in_holder, lease_until = clock_timestamp() + in_lease_ms * interval '1 millisecond',
      updated_at = clock_timestamp()
    where s.shard = in_shard and s.region = in_region and (s.holder is null or s.lease_until <= clock_timestamp())
    returning s.shard, s.epoch;
end $$;

-- A checkout that was opened: the order id that the client was given, and what it was given for. Nothing else happened.
create table orders.checkouts (
  order_id text not null,
  shard smallint not null,
  reference text not null,
  cart_id text not null,
  cart_version integer not null,
  email text not null,
  -- [{"sku", "name", "quantity", "unit_price_minor"}] as the server computed them at this cart version
  lines jsonb not null,
  total_minor integer not null,
  currency text not null,
  -- SHA-256 of the token; the token itself is nowhere
  status_token_hash bytea not null,
  opened_at timestamptz(3) not null default now(),
  constraint checkouts_pkey primary key (order_id)
);

create table orders.orders (
  order_id text not null,
  shard smallint not null,
  -- the region that owned the shard when the order was placed
  region text not null,
  -- short enough to read out over a phone; derived from order_id
  reference text not null,
  state text not null,
  version integer not null,
  -- why it stands there, a word of domain/order.ts; null where the state says all
  reason text,
  -- the epoch under which the last move was decided
  owner_epoch integer not null,
  total_minor integer not null,
  currency text not null,
  email text not null,
  cart_id text not null,
  cart_version integer not null,
  payment_method text not null,
  -- SHA-256 of the body that the idempotency key was first used with
  payload_fingerprint text not null,
  status_token_hash bytea not null,
  -- when the hold on its lines ends; null when no hold stands
  held_until timestamptz(3),
  -- when the gateway stops waiting for the payment; null before a payment operation
  deadline_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint orders_pkey primary key (order_id),
  constraint orders_total_check check (total_minor > 0),
  constraint orders_version_check check (version >= 1)
) with (fillfactor = 80);

-- The order's history of states: the law. Continuity, legality and the single ending are constraints of this table.
create table orders.transitions (
  order_id text not null,
  version integer not null,
  shard smallint not null,
  from_version integer,
  from_state text,
  to_state text not null,
  reason text,
  owner_epoch integer not null,
  decided_by text not null,
  decided_at timestamptz(3) not null default now(),
  constraint transitions_pkey primary key (order_id, version),
  constraint transitions_state_key unique (order_id, version, to_state),
  constraint transitions_no_gap_check check (
    (version = 1 and from_version is null and from_state is null) or (version > 1 and from_version = version - 1 and from_state is not null)
  ),
  -- a version follows the one before it, from the very state that it led to
  constraint transitions_continue_fkey foreign key (order_id, from_version, from_state)
    references orders.transitions (order_id, version, to_state),
  constraint transitions_legal_check check (
    coalesce(from_state, '') || '>' || to_state in (
      '>order_intent_saved',
      'order_intent_saved>inventory_reserved',
      'order_intent_saved>failed_safely',
      'inventory_reserved>failed_safely',
      'inventory_reserved>payment_authorizing',
      'payment_authorizing>order_confirmed',
      'payment_authorizing>failed_safely',
      'payment_authorizing>payment_pending',
      'payment_authorizing>needs_reconciliation',
      'payment_pending>order_confirmed',
      'payment_pending>failed_safely',
      'payment_pending>needs_reconciliation',
      'needs_reconciliation>order_confirmed',
      'needs_reconciliation>failed_safely'
    )
  )
);

-- a second final state cannot be written
create unique index transitions_one_ending_key on orders.transitions (order_id) where to_state in ('order_confirmed', 'failed_safely');

alter table orders.orders add constraint orders_state_fkey
  foreign key (order_id, version, state) references orders.transitions (order_id, version, to_state);

create function orders.refuse_stale_epoch() returns trigger language plpgsql as $$
begin
  if not orders.holds_epoch(new.shard, new.owner_epoch) then
    raise exception 'fenced: epoch % of shard % is not the current one', new.owner_epoch, new.shard using errcode = 'EV001';
  end if;
  return new;
end $$;

create trigger transitions_fence before insert on orders.transitions
  for each row execute function orders.refuse_stale_epoch();

create function orders.refuse_version_jump() returns trigger language plpgsql as $$
begin
  raise exception 'order %: version % cannot follow %', old.order_id, new.version, old.version using errcode = 'EV004';
end $$;

create trigger orders_version_step before update on orders.orders
  for each row when (new.version <> old.version + 1) execute function orders.refuse_version_jump();

create table orders.lines (
  order_id text not null,
  sku text not null,
  name text not null,
  quantity integer not null,
  unit_price_minor integer not null,
  constraint lines_pkey primary key (order_id, sku),
  constraint lines_quantity_check check (quantity > 0)
);

-- Evidence: append-only, chained per order by the database itself.
create table orders.evidence (
  order_id text not null,
  -- set by the trigger: from 1, without a gap
  seq integer not null,
  lane text not null,
  kind text not null,
  -- when it happened, as its witness tells
  observed_at timestamptz(3) not null,
  -- set by the trigger: when it was written here
  recorded_at timestamptz(3) not null,
  region text not null,
  request_id text,
  trace_id text,
  payment_operation text,
  message_id text,
  provider_reference text,
  actor text not null,
  owner_epoch integer,
  order_version integer,
  attempt integer,
  replayed boolean not null default false,
  -- kept as the text that was written: the chain is computed over it
  detail json not null,
  prev_hash bytea not null,
  hash bytea not null,
  constraint evidence_pkey primary key (order_id, seq),
  constraint evidence_lane_check check (lane in ('customer', 'gateway', 'order', 'inventory', 'payment', 'provider', 'queue', 'operator'))
);

-- the one box of the console finds an order by any of its ids
create index evidence_request_id_idx on orders.evidence (request_id);
create index evidence_provider_reference_idx on orders.evidence (provider_reference) where provider_reference is not null;

-- The canonical text is the one of domain/evidence-chain.ts: fields joined by U+001F, null as nothing, instants in epoch milliseconds.
create function orders.chain_evidence() returns trigger language plpgsql as $$
declare
  last_seq integer;
  last_hash bytea;
  s constant text := E'\x1f';
begin
  -- one writer per order at a time, until it commits: the chain has one end
  perform pg_advisory_xact_lock(4218, hashtext(new.order_id));
  select e.seq, e.hash into last_seq, last_hash from orders.evidence e where e.order_id = new.order_id order by e.seq desc limit 1;
  new.seq := coalesce(last_seq, 0) + 1;
  new.prev_hash := coalesce(last_hash, decode(repeat('00', 32), 'hex'));
  new.recorded_at := clock_timestamp();
  new.hash := sha256(convert_to(
    new.order_id || s || new.seq || s || encode(new.prev_hash, 'hex') || s || new.lane || s || new.kind || s
    || (extract(epoch from new.observed_at) * 1000)::bigint || s || (extract(epoch from new.recorded_at) * 1000)::bigint || s
    || new.region || s || coalesce(new.request_id, '') || s || coalesce(new.trace_id, '') || s
    || coalesce(new.payment_operation, '') || s || coalesce(new.message_id, '') || s || coalesce(new.provider_reference, '') || s
    || new.actor || s || coalesce(new.owner_epoch::text, '') || s || coalesce(new.order_version::text, '') || s
    || coalesce(new.attempt::text, '') || s || new.replayed::text || s || new.detail::text, 'UTF8'));
  return new;
end $$;

create trigger evidence_chain before insert on orders.evidence for each row execute function orders.chain_evidence();

-- grants keep the app's role from it; this keeps the owner's role from doing it by mistake
create function orders.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '%.% is append-only: % refused', tg_table_schema, tg_table_name, lower(tg_op) using errcode = 'EV005';
end $$;

create trigger evidence_append_only before update or delete on orders.evidence for each row execute function orders.refuse_change();
create trigger evidence_no_truncate before truncate on orders.evidence for each statement execute function orders.refuse_change();
create trigger transitions_append_only before update or delete on orders.transitions for each row execute function orders.refuse_change();
create trigger transitions_no_truncate before truncate on orders.transitions for each statement execute function orders.refuse_change();

-- work that still moves: confirmation worker (deadline), reaper (hold and intent ends); tiny, since final orders leave it
create index orders_unfinished_idx on orders.orders (shard, updated_at) where state not in ('order_confirmed', 'failed_safely');
-- console search
create index orders_created_at_idx on orders.orders (created_at);
create index orders_email_idx on orders.orders (email);
create index orders_reference_idx on orders.orders (reference);

-- ----------------------------------------------------------------------------------------------------- payments

-- One external side effect each: pay:ORDER_ID, capture:ORDER_ID, void:ORDER_ID:n, refund:ORDER_ID:n. Durable before its call.
create table payments.operations (
  order_id text not null,
  operation text not null,
  kind text not null,
  -- authorize: intended, unknown, requires_action, processing, authorized, declined, never_accepted, voided, refunded
  -- capture, void, refund: intended, unknown, acknowledged, failed
  state text not null default 'intended',
  -- what was asked for, minor units
  amount_minor integer not null,
  currency text not null,
  payment_method text,
  -- what the provider says it holds or held; differs from what was asked for only under reconciliation
  authorized_minor integer,
  authorized_currency text,
  provider_reference text,
  decline_code text,
  unknown_cause text,
  -- how often it was sent, from 0
  attempts integer not null default 0,
  first_attempt_at timestamptz(3),
  -- after this instant no call of ours can still be on its way
  last_send_at timestamptz(3),
  -- look-ups made, and when the next is due; null: none planned
  checks_done integer not null default 0,
  next_check_at timestamptz(3),
  intended_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint operations_pkey primary key (order_id, operation),
  constraint operations_kind_check check (kind in ('authorize', 'capture', 'void', 'refund')),
  -- one authorization per order, whatever the code does: its name is the order's
  constraint operations_name_check check (
    case kind
      when 'authorize' then operation = 'pay:' || order_id
      when 'capture' then operation = 'capture:' || order_id
      when 'void' then operation like 'void:' || order_id || ':%'
      else operation like 'refund:' || order_id || ':%'
    end
  ),
  constraint operations_state_check check (
    case kind
      when 'authorize' then state in ('intended', 'unknown', 'requires_action', 'processing', 'authorized', 'declined', 'never_accepted', 'voided', 'refunded')
      else state in ('intended', 'unknown', 'acknowledged', 'failed')
    end
  ),
  constraint operations_reference_check check (state not in ('authorized', 'acknowledged') or provider_reference is not null),
  constraint operations_amount_check check (amount_minor > 0)
) with (fillfactor = 80);

-- the reconciliation worker's queue
create index operations_next_check_at_idx on payments.operations (next_check_at) where next_check_at is not null;
create index operations_provider_reference_idx on payments.operations (provider_reference) where provider_reference is not null;

create function payments.refuse_other_amount() returns trigger language plpgsql as $$
declare
  due record;
begin
  select o.total_minor, o.currency into due from orders.orders o where o.order_id = new.order_id;
  if due is null then
    raise exception 'operation % has no order', new.operation using errcode = 'EV006';
  end if;
  -- a void or a refund gives back what the provider holds, which may be another amount than was asked for
  if (new.kind = 'authorize' and (new.currency <> due.currency or new.amount_minor <> due.total_minor))
     or (new.kind = 'capture' and (new.currency <> due.currency or new.amount_minor > due.total_minor)) then
    raise exception 'operation % asks for % %, the order is % %', new.operation, new.amount_minor, new.currency, due.total_minor, due.currency
      using errcode = 'EV006';
  end if;
  return null;
end $$;

create trigger operations_amount_is_the_orders after insert on payments.operations
  for each row execute function payments.refuse_other_amount();

create function payments.refuse_identity_change() returns trigger language plpgsql as $$
begin
  raise exception 'operation % of % keeps its kind, amount and currency', old.operation, old.order_id using errcode = 'EV006';
end $$;

create trigger operations_keep_identity before update on payments.operations
  for each row when (old.kind <> new.kind or old.amount_minor <> new.amount_minor or old.currency <> new.currency or old.intended_at <> new.intended_at)
  execute function payments.refuse_identity_change();

-- Webhooks as they came: verified, stored once, whatever their order.
create table payments.provider_events (
  -- '' for an event that names no order of ours
  order_id text not null,
  event_id text not null,
  event_type text not null,
  provider_reference text,
  payload jsonb not null,
  provider_created_at timestamptz(3) not null,
  received_at timestamptz(3) not null default now(),
  constraint provider_events_pkey primary key (order_id, event_id)
);

-- ---------------------------------------------------------------------------------------------------- messaging

-- What was promised to be told, written with the change that it tells of. Rows stay for the replay window.
create table messaging.outbox (
  order_id text not null,
  message_id text not null,
  position bigint generated always as identity,
  schema text not null,
  schema_version integer not null,
  payment_operation text,
  request_id text,
  trace_id text,
  region text not null,
  payload jsonb not null,
  recorded_at timestamptz(3) not null default now(),
  constraint outbox_pkey primary key (order_id, message_id)
);

create index outbox_recorded_at_idx on messaging.outbox (recorded_at);

-- One row per consumer that has not yet acted on a message: the queues. A row leaves with the effect, in its transaction.
create table messaging.deliveries (
  order_id text not null,
  message_id text not null,
  consumer text not null,
  shard smallint not null,
  position bigint generated always as identity,
  attempts integer not null default 0,
  not_before timestamptz(3) not null default now(),
  last_error text,
  enqueued_at timestamptz(3) not null default now(),
  constraint deliveries_pkey primary key (order_id, message_id, consumer)
);

create index deliveries_queue_idx on messaging.deliveries (consumer, position);

-- What a consumer has acted on: a second delivery of the same message finds its row and does nothing.
create table messaging.inbox (
  order_id text not null,
  consumer text not null,
  message_id text not null,
  consumed_at timestamptz(3) not null default now(),
  constraint inbox_pkey primary key (order_id, consumer, message_id)
);

create table messaging.dead_letters (
  order_id text not null,
  message_id text not null,
  consumer text not null,
  reason text not null,
  attempts integer not null,
  parked_at timestamptz(3) not null default now(),
  redriven_at timestamptz(3),
  constraint dead_letters_pkey primary key (order_id, message_id, consumer)
);

-- A notification is its own item: late or failed, it is repaired here and never changes the order.
create table messaging.mails (
  order_id text not null,
  message_id text not null,
  recipient text not null,
  subject text not null,
  body text not null,
  state text not null default 'queued',
  attempts integer not null default 0,
  last_error text,
  queued_at timestamptz(3) not null default now(),
  -- a failed try waits before the next one
  next_try_at timestamptz(3) not null default now(),
  sent_at timestamptz(3),
  constraint mails_pkey primary key (order_id, message_id),
  constraint mails_state_check check (state in ('queued', 'sent', 'failed'))
);

create index mails_unsent_idx on messaging.mails (next_try_at) where state <> 'sent';

-- --------------------------------------------------------------------------------------------------- operations

-- Sales by hour, from `order_confirmed`: a rollup, not an authority.
create table operations.sales (
  hour timestamptz(3) not null,
  currency text not null,
  orders integer not null,
  amount_minor bigint not null,
  constraint sales_pkey primary key (hour, currency)
);

-- Switches of a region, versioned: payments_paused, shed classes, ramp.
create table operations.controls (
  name text not null,
  value jsonb not null,
  version integer not null default 1,
  reason text not null,
  changed_by text not null,
  changed_at timestamptz(3) not null default now(),
  constraint controls_pkey primary key (name)
);

-- What machines could not settle. Opened in the transaction of what caused it; closed with a verdict; never reopened.
create table operations.cases (
  order_id text not null,
  case_id text not null,
  reason text not null,
  state text not null default 'open',
  severity text not null default 'normal',
  at_risk_minor integer not null,
  currency text not null,
  owner text,
  owner_until timestamptz(3),
  verdict text,
  opened_at timestamptz(3) not null default now(),
  due_at timestamptz(3) not null,
  closed_at timestamptz(3),
  constraint cases_pkey primary key (order_id, case_id),
  constraint cases_state_check check (state in ('open', 'closed')),
  constraint cases_closed_check check ((state = 'closed') = (closed_at is not null and verdict is not null)),
  constraint cases_severity_check check (severity in ('low', 'normal', 'high'))
);

-- the desk: open cases by due time
create index cases_open_idx on operations.cases (due_at) where state = 'open';

create function operations.refuse_reopening() returns trigger language plpgsql as $$
begin
  raise exception 'case % of % is closed; a follow-up is a new case', old.case_id, old.order_id using errcode = 'EV007';
end $$;

create trigger cases_never_reopen before update on operations.cases
  for each row when (old.state = 'closed') execute function operations.refuse_reopening();

-- Who did what and why; one entry per human change, in its transaction; chained.
create table operations.audit (
  seq bigint not null,
  at timestamptz(3) not null,
  actor text not null,
  role text not null,
  action text not null,
  -- what it was done to: an order id, a case id, a control
  object text not null,
  -- the click's own id: a second one finds the first
  operation_id text not null,
  request_id text,
  reason text,
  detail json not null,
  prev_hash bytea not null,
  hash bytea not null,
  constraint audit_pkey primary key (seq),
  constraint audit_operation_id_key unique (operation_id)
);

create function operations.chain_audit() returns trigger language plpgsql as $$
declare
  last_seq bigint;
  last_hash bytea;
  s constant text := E'\x1f';
begin
  perform pg_advisory_xact_lock(4219, 0);
  select a.seq, a.hash into last_seq, last_hash from operations.audit a order by a.seq desc limit 1;
  new.seq := coalesce(last_seq, 0) + 1;
  new.prev_hash := coalesce(last_hash, decode(repeat('00', 32), 'hex'));
  new.at := clock_timestamp();
  new.hash := sha256(convert_to(
    new.seq || s || encode(new.prev_hash, 'hex') || s || (extract(epoch from new.at) * 1000)::bigint || s || new.actor || s || new.role
    || s || new.action || s || new.object || s || new.operation_id || s || coalesce(new.request_id, '') || s || coalesce(new.reason, '')
    || s || new.detail::text, 'UTF8'));
  return new;
end $$;

create trigger audit_chain before insert on operations.audit for each row execute function operations.chain_audit();
create trigger audit_append_only before update or delete on operations.audit for each row execute function orders.refuse_change();
create trigger audit_no_truncate before truncate on operations.audit for each statement execute function orders.refuse_change();

-- ------------------------------------------------------------------------------------------------------- grants

grant usage on schema carts, inventory, payments, orders, messaging, operations, access to evident_app, evident_readonly;
grant select on all tables in schema carts, inventory, payments, orders, messaging, operations to evident_app, evident_readonly;

grant insert, update on carts.carts to evident_app;
grant insert, update on inventory.products, inventory.stock to evident_app;
grant insert, update on inventory.reservations to evident_app;
grant insert on orders.checkouts, orders.orders, orders.lines, orders.transitions, orders.evidence to evident_app;
-- the intent itself (lines, total, e-mail, key) is never rewritten: only these columns move
grant update (state, version, reason, owner_epoch, held_until, deadline_at, updated_at) on orders.orders to evident_app;
grant insert, update on orders.shards to evident_app;
grant insert, update on payments.operations to evident_app;
grant insert on payments.provider_events to evident_app;
grant insert on messaging.outbox, messaging.inbox to evident_app;
grant insert, update, delete on messaging.deliveries to evident_app;
grant insert, update on messaging.dead_letters, messaging.mails to evident_app;
grant insert, update on operations.sales, operations.controls, operations.cases to evident_app;
grant insert on operations.audit to evident_app;
