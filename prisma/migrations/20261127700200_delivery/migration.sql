-- What becomes of a message: parked and put back once, refused at the door with a record, kept for the replay window and then in files.

-- How often it was put back, and when its effect was durable at last. Open: parked and not put back. Put back and not settled: on its way.
alter table messaging.dead_letters add column redrives integer not null default 0;
alter table messaging.dead_letters add column settled_at timestamptz(3);

-- The job that closes what a parked message opened.
-- beside the running build: dead letters are few, a table of what went wrong and was not dropped; the index is built at once.
create index dead_letters_unsettled_idx on messaging.dead_letters (redriven_at) where redriven_at is not null and settled_at is null;

-- beside the running build: its largest message is a repair with 2,000 characters of reason, a thirtieth of this.
alter table messaging.outbox add constraint outbox_payload_size_check check (pg_column_size(payload) <= 65536) not valid;

-- Malformed or oversized, refused before anything was read of it: counted by the hour, so that a flood of it fills nothing.
create table messaging.refused (
  -- where it came to: bus, archive
  door text not null,
  reason text not null,
  hour timestamptz(3) not null,
  times integer not null default 1,
  most_bytes integer not null,
  -- SHA-256 of the last one: to find it at its sender, without keeping what was in it
  last_digest bytea not null,
  last_at timestamptz(3) not null default now(),
  constraint refused_pkey primary key (door, reason, hour),
  constraint refused_times_check check (times > 0)
);

grant select on messaging.refused to evident_app, evident_readonly;
grant insert, update on messaging.refused to evident_app;

-- A file of messages that left the outbox after the replay window.
create table messaging.archives (
  archive text not null,
  sha256 bytea not null,
  bytes integer not null,
  messages integer not null,
  from_at timestamptz(3) not null,
  to_at timestamptz(3) not null,
  archived_at timestamptz(3) not null default now(),
  constraint archives_pkey primary key (archive)
);

-- the replay of a window: which files hold some of it
create index archives_to_at_idx on messaging.archives (to_at);

-- Where a message went that is no longer in the outbox.
create table messaging.archived (
  order_id text not null,
  message_id text not null,
  schema text not null,
  schema_version integer not null,
  recorded_at timestamptz(3) not null,
  archive text not null,
  constraint archived_pkey primary key (order_id, message_id)
);

grant select on messaging.archives, messaging.archived to evident_app, evident_readonly;

-- Everything that was ever published, wherever it is now.
create view messaging.published as
  select order_id, message_id, schema from messaging.outbox
  union all select order_id, message_id, schema from messaging.archived;

grant select on messaging.published to evident_app, evident_readonly;

-- The only way out of the outbox, by the owner's right: never what is younger than the replay window, undelivered, or a dead letter
-- that is not settled, by the database's own clock, whatever is asked. The file is written before; a crash in between leaves the
-- messages here, and they go into a file again. A replay that has the message in hand holds its row; it is waited for first, and what
-- it queued is seen, as the next statement reads anew.
create function messaging.archive(in_archive text, in_sha256 bytea, in_bytes integer, in_orders text[], in_messages text[]) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  gone integer;
begin
  perform 1 from messaging.outbox m join unnest(in_orders, in_messages) as k(order_id, message_id)
    on m.order_id = k.order_id and m.message_id = k.message_id order by m.order_id, m.message_id for update of m;
  with off as (
    delete from messaging.outbox m using unnest(in_orders, in_messages) as k(order_id, message_id)
    where m.order_id = k.order_id and m.message_id = k.message_id and m.recorded_at < now() - interval '30 days'
      and not exists (select 1 from messaging.deliveries d where d.order_id = m.order_id and d.message_id = m.message_id)
      and not exists (select 1 from messaging.dead_letters l where l.order_id = m.order_id and l.message_id = m.message_id and l.settled_at is null)
    returning m.order_id, m.message_id, m.schema, m.schema_version, m.recorded_at
  ), kept as (
    insert into messaging.archived (order_id, message_id, schema, schema_version, recorded_at, archive)
    select o.order_id, o.message_id, o.schema, o.schema_version, o.recorded_at, in_archive from off o on conflict do nothing
  ), filed as (
    insert into messaging.archives (archive, sha256, bytes, messages, from_at, to_at)
    select in_archive, in_sha256, in_bytes, cardinality(in_orders), min(o.recorded_at), max(o.recorded_at) from off o having count(*) > 0
    on conflict (archive) do nothing
  )
  select count(*)::integer into gone from off;
  return gone;
end $$;

-- beside the running build: the function is new, nothing that runs calls it.
revoke all on function messaging.archive(text, bytea, integer, text[], text[]) from public;
grant execute on function messaging.archive(text, bytea, integer, text[], text[]) to evident_app;

-- Those of the messages that are in the outbox, held there until the transaction ends: whoever queues one again holds it meanwhile. By the
-- owner's right, as a lock of a row takes the right to change it, which the app's role has not.
create function messaging.hold(in_orders text[], in_messages text[]) returns table (order_id text, message_id text)
language sql volatile security definer set search_path = '' as $$
  select m.order_id, m.message_id from messaging.outbox m join unnest(in_orders, in_messages) as k(order_id, message_id)
    on m.order_id = k.order_id and m.message_id = k.message_id order by m.order_id, m.message_id for share of m
$$;

-- beside the running build: the function is new, nothing that runs calls it.
revoke all on function messaging.hold(text[], text[]) from public;
grant execute on function messaging.hold(text[], text[]) to evident_app;
