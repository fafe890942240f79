-- What each process that is alive says it reads and writes of every message: a writer turns to a new version only when every live
-- reader of the message has reported that it reads it. By the database's own clock.
create table messaging.readers (
  -- as in orders.workers, so that a worker of an older build, which does not report, is missed here
  process text not null,
  build text not null,
  region text not null,
  role text not null,
  -- whom it acts for; empty for a process that only writes
  consumers text[] not null,
  -- the newest version that it reads, by schema: it reads every older one too
  reads jsonb not null,
  -- the version that it writes now, by schema
  writes jsonb not null,
  started_at timestamptz(3) not null default clock_timestamp(),
  seen_at timestamptz(3) not null default clock_timestamp(),
  constraint readers_pkey primary key (process),
  constraint readers_region_check check (region in ('east', 'west')),
  constraint readers_role_check check (role in ('web', 'worker'))
);

grant select on messaging.readers to evident_app, evident_readonly;
grant insert, update, delete on messaging.readers to evident_app;

-- Why it was parked, for machines; null for what a build before this one parked, which only said it in words.
alter table messaging.dead_letters add column code text;
