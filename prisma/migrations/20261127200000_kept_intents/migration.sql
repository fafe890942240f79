-- What a region knows of orders that the other region owns: copies of opened checkouts, intents that it keeps while the owner cannot
-- be reached, and the owner's last word. Their owner is the intent keeper. Nothing here decides an order: a kept intent is not one.
create schema intents;

-- A copy of a checkout that the other region owns, so that its customer can be known here while the owner is not reached.
create table intents.checkouts (
  order_id text not null,
  shard smallint not null,
  reference text not null,
  cart_id text not null,
  cart_version integer not null,
  email text not null,
  -- as in orders.checkouts
  lines jsonb not null,
  total_minor integer not null,
  currency text not null,
  -- SHA-256 of the token
  status_token_hash bytea not null,
  opened_at timestamptz(3) not null,
  -- false while it was opened here and its owner has not answered that it has it
  owner_has_it boolean not null,
  -- calls that took it to its owner and of which it is not known that they were not acted on; counted before each call. While this
  -- is 0 and the owner does not have it, nobody can have placed the order there
  sends integer not null default 0,
  copied_at timestamptz(3) not null default now(),
  constraint checkouts_pkey primary key (order_id),
  constraint checkouts_sends_check check (sends >= 0)
);

-- the hand-over's look for checkouts that their owner still needs
create index checkouts_owed_idx on intents.checkouts (copied_at) where not owner_has_it;
-- what is too old to be placed leaves
create index checkouts_copied_at_idx on intents.checkouts (copied_at);

create table intents.intents (
  order_id text not null,
  reference text not null,
  cart_id text not null,
  cart_version integer not null,
  email text not null,
  payment_method text not null,
  -- SHA-256 of the body that the key was first used with here
  payload_fingerprint text not null,
  -- kept: owed to the owner; expired: not to be placed any more, its owner is still to be told; handed_over: the owner decides it;
  -- settled: the owner's last word is here
  state text not null,
  -- whether a copy of its checkout was here when it was kept
  vouched boolean not null,
  -- calls for it that may have been acted on; counted before each call, taken back when it is known that it was not
  sends integer not null default 0,
  -- null for an order that was never kept, only asked for
  kept_at timestamptz(3),
  expires_at timestamptz(3),
  -- hand-overs begun, from 0
  attempts integer not null default 0,
  next_try_at timestamptz(3) not null,
  -- a worker is handing it over until then; one that died leaves it to the next
  claimed_until timestamptz(3),
  last_error text,
  -- what the owner said last: an order as customers see it, and its version; or why it is none
  owner_answer jsonb,
  owner_version integer,
  owner_refusal text,
  answered_at timestamptz(3),
  request_id text not null,
  trace_id text not null,
  updated_at timestamptz(3) not null default now(),
  constraint intents_pkey primary key (order_id),
  constraint intents_state_check check (state in ('kept', 'expired', 'handed_over', 'settled')),
  constraint intents_sends_check check (sends >= 0),
  constraint intents_kept_check check (
    (kept_at is null) = (expires_at is null) and (kept_at is not null or state in ('handed_over', 'settled'))
  ),
  -- nobody is handed over or settled without the owner's word
  constraint intents_answered_check check (
    (state in ('kept', 'expired')) = (owner_answer is null and owner_refusal is null) and (owner_answer is null) = (owner_version is null)
  )
) with (fillfactor = 80);

-- the hand-over's queue, and the console's figure
create index intents_owed_idx on intents.intents (next_try_at) where state in ('kept', 'expired');
-- handed over, and not final when last heard of
create index intents_followed_idx on intents.intents (next_try_at) where state = 'handed_over' and kept_at is not null;
-- console search
create index intents_reference_idx on intents.intents (reference);
create index intents_email_idx on intents.intents (email);
create index intents_request_id_idx on intents.intents (request_id);
create index intents_cart_id_idx on intents.intents (cart_id);

-- What happened to a kept intent here, append-only. The order's own evidence is its owner's.
create table intents.events (
  order_id text not null,
  seq bigint generated always as identity,
  -- kept, asked_again, not_acted, unanswered, handed_over, settled, expired
  kind text not null,
  at timestamptz(3) not null,
  request_id text,
  detail json not null,
  constraint events_pkey primary key (order_id, seq)
);

create function intents.refuse_return() returns trigger language plpgsql as $$
begin
  raise exception 'intent %: % cannot become %, nor version % version %', old.order_id, old.state, new.state, old.owner_version, new.owner_version
    using errcode = 'EV020';
end $$;

-- never backwards: what the owner said is not unsaid, an expired intent is not placed after all, an earlier version replaces none
create trigger intents_never_return before update on intents.intents
  for each row when (
    (old.state = 'settled' and new.state <> 'settled')
    or (old.state = 'handed_over' and new.state not in ('handed_over', 'settled'))
    or (old.state = 'expired' and new.state = 'kept')
    or coalesce(new.owner_version, 0) < coalesce(old.owner_version, 0)
    or new.expires_at is distinct from old.expires_at and old.expires_at is not null
  ) execute function intents.refuse_return();

create trigger events_append_only before update or delete on intents.events for each row execute function orders.refuse_change();
create trigger events_no_truncate before truncate on intents.events for each statement execute function orders.refuse_change();

grant usage on schema intents to evident_app, evident_readonly;
grant select on all tables in schema intents to evident_app, evident_readonly;
grant insert, delete on intents.checkouts to evident_app;
grant update (owner_has_it, sends) on intents.checkouts to evident_app;
grant insert on intents.intents, intents.events to evident_app;
-- what was asked for is never rewritten
grant update (state, sends, kept_at, expires_at, attempts, next_try_at, claimed_until, last_error, owner_answer, owner_version, owner_refusal,
  answered_at, updated_at) on intents.intents to evident_app;
