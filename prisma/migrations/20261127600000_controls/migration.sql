-- Switches that travel: set in one region, versioned, acknowledged by each process of both. Expand only: the version that runs beside
-- this reads the same rows.

alter table operations.controls
  -- the region in which it was set; empty for a row from before
  add column origin text not null default '',
  add constraint controls_name_check check (name = 'admission_ramp_percent' or name = 'payments_paused' or name ~ '^payments_paused:(region:(east|west)|method:[a-z_]{1,40}|product:[[:graph:]]{1,80})$'
    or name in ('shed:recommendations', 'shed:nonessential_mail', 'shed:immediate_confirmation')),
  add constraint controls_value_check check (case
    when name like 'payments_paused%' then jsonb_typeof(value -> 'paused') = 'boolean'
    when name like 'shed:%' then jsonb_typeof(value -> 'shed') = 'boolean'
    else jsonb_typeof(value -> 'percent') = 'number' and (value ->> 'percent')::numeric between 0 and 100 end is true);

-- A change never takes a version back; two of the same version, set while the regions were cut off, are told apart by time and region.
create function operations.refuse_control_fall() returns trigger language plpgsql as $$
begin
  raise exception 'control % goes on from version %, not to %', old.name, old.version, new.version using errcode = 'EV010';
end $$;

create trigger controls_version_rises before update on operations.controls
  for each row when ((new.version, new.changed_at, new.origin) <= (old.version, old.changed_at, old.origin) or new.name <> old.name)
  execute function operations.refuse_control_fall();

-- Every position that a switch ever had here, also one that lost against a later one of the other region.
create table operations.control_changes (
  name text not null,
  version integer not null,
  origin text not null,
  value jsonb not null,
  reason text not null,
  -- `staff:…`, or `degraded mode`
  changed_by text not null,
  changed_at timestamptz(3) not null,
  -- when this region recorded it, by the database's clock
  recorded_at timestamptz(3) not null default now(),
  constraint control_changes_pkey primary key (name, version, origin)
);

-- the history of the controls page, newest first
create index control_changes_changed_at_idx on operations.control_changes (changed_at);

-- By the owner's right: no change of a switch is without its row, and the app's role writes none by itself.
create function operations.keep_control_change() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into operations.control_changes (name, version, origin, value, reason, changed_by, changed_at)
  values (new.name, new.version, new.origin, new.value, new.reason, new.changed_by, new.changed_at)
  on conflict (name, version, origin) do nothing;
  return null;
end $$;

create trigger controls_keep_change after insert or update on operations.controls
  for each row when (new.version > 0) execute function operations.keep_control_change();

create trigger control_changes_append_only before update or delete on operations.control_changes for each row execute function orders.refuse_change();
create trigger control_changes_no_truncate before truncate on operations.control_changes for each statement execute function orders.refuse_change();

-- What each process of this region goes by. A process that was not seen for 10 s holds no position: it admits nothing until it has read.
create table operations.control_readers (
  process text not null,
  role text not null,
  -- by the database's clock
  seen_at timestamptz(3) not null default now(),
  -- {name: [version, when it was applied as epoch milliseconds]}
  applied jsonb not null,
  constraint control_readers_pkey primary key (process),
  constraint control_readers_role_check check (role in ('web', 'worker'))
);

-- What the other region said of itself when it was last heard: last known, never more.
create table operations.control_peers (
  region text not null,
  heard_at timestamptz(3) not null,
  report jsonb not null,
  constraint control_peers_pkey primary key (region),
  constraint control_peers_region_check check (region in ('east', 'west'))
);

grant select on operations.control_changes, operations.control_readers, operations.control_peers to evident_app, evident_readonly;
grant insert, update, delete on operations.control_readers to evident_app;
grant insert, update on operations.control_peers to evident_app;
