-- What was measured: each process writes one row a second; a worker merges them into rows of ten seconds and of a minute. A second
-- without a row was not measured, and is shown as that.

create table operations.pressure_samples (
  region text not null,
  -- when the second ended, by the clock of the process
  at timestamptz(3) not null,
  -- the process: its role and its number
  source text not null,
  -- {"name": number}, the names of server/domain/pressure.ts
  measures jsonb not null,
  -- payment calls that ended in this second, by how long they took: the bounds of server/domain/latency-histogram.ts
  latency integer[] not null,
  constraint pressure_samples_pkey primary key (region, at, source),
  constraint pressure_samples_region_check check (region in ('east', 'west')),
  constraint pressure_samples_measures_check check (jsonb_typeof(measures) = 'object')
);

create table operations.pressure_rollups (
  region text not null,
  -- 10 or 60
  span_s smallint not null,
  -- when the span began
  at timestamptz(3) not null,
  -- counts added up, levels and ages at their highest
  measures jsonb not null,
  latency integer[] not null,
  -- how many samples it was made of
  samples integer not null,
  constraint pressure_rollups_pkey primary key (region, span_s, at),
  constraint pressure_rollups_region_check check (region in ('east', 'west')),
  constraint pressure_rollups_span_check check (span_s in (10, 60)),
  constraint pressure_rollups_measures_check check (jsonb_typeof(measures) = 'object'),
  constraint pressure_rollups_samples_check check (samples > 0)
);

create trigger pressure_samples_keep before update on operations.pressure_samples
  for each row execute function orders.refuse_change();
create trigger pressure_rollups_keep before update on operations.pressure_rollups
  for each row execute function orders.refuse_change();

-- Samples are kept for two hours, rollups for thirty days. By the owner's right: the app's role deletes none.
create function operations.forget_old_pressure() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  delete from operations.pressure_samples s where s.region = new.region and s.at < new.at - interval '2 hours';
  delete from operations.pressure_rollups r where r.region = new.region and r.span_s in (10, 60) and r.at < new.at - interval '30 days';
  return null;
end $$;

create trigger pressure_rollups_forget after insert on operations.pressure_rollups
  for each row when (new.span_s = 60) execute function operations.forget_old_pressure();

grant select on operations.pressure_samples, operations.pressure_rollups to evident_app, evident_readonly;
grant insert on operations.pressure_samples, operations.pressure_rollups to evident_app;
