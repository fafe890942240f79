-- What waits in a region's queues is counted by one of its processes a second, however many there are: whoever takes the second here.
create table operations.pressure_counts (
  region text not null,
  -- the newest second that was counted, by the clock of the process that took it
  counted_second timestamptz(3) not null,
  constraint pressure_counts_pkey primary key (region),
  constraint pressure_counts_region_check check (region in ('east', 'west'))
);

grant select on operations.pressure_counts to evident_app, evident_readonly;
grant insert, update on operations.pressure_counts to evident_app;
