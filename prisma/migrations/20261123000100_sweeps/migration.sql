-- Which stretches of the provider's own list were compared with our records, and what came of it. Expand only.

-- One window of one pass. A window begins where the one before it of its pass ended: a gap or an overlap cannot be written, and of two
-- sweepers that compared the same window one is refused.
create table operations.sweeps (
  region text not null,
  -- 1 soon after the charge, 2 an hour later, 3 a day and an hour later
  pass smallint not null,
  -- by the provider's clock, in its whole seconds; the end belongs to the next window
  window_from timestamptz(3) not null,
  window_to timestamptz(3) not null,
  -- where the window before it ended; null for the first of its pass
  follows_to timestamptz(3),
  -- by our clock, when the comparison began
  swept_at timestamptz(3) not null,
  -- charges of this region that were compared: agreed, waiting (on their way, or news just now) and those with a finding
  charges integer not null,
  agreed integer not null,
  waiting integer not null,
  -- disagreements, also of orders whose charge the provider does not know
  findings integer not null,
  constraint sweeps_pkey primary key (region, pass, window_to),
  constraint sweeps_region_check check (region in ('east', 'west')),
  constraint sweeps_pass_check check (pass between 1 and 3),
  constraint sweeps_window_check check (window_from < window_to),
  constraint sweeps_follow_check check (follows_to is null or follows_to = window_from),
  constraint sweeps_counts_check check (agreed >= 0 and waiting >= 0 and findings >= 0 and agreed + waiting <= charges),
  -- one window follows another
  constraint sweeps_region_pass_window_from_key unique (region, pass, window_from),
  constraint sweeps_continue_fkey foreign key (region, pass, follows_to) references operations.sweeps (region, pass, window_to)
);

-- a pass begins once
create unique index sweeps_one_beginning_key on operations.sweeps (region, pass) where follows_to is null;

create trigger sweeps_append_only before update or delete on operations.sweeps for each row execute function orders.refuse_change();
create trigger sweeps_no_truncate before truncate on operations.sweeps for each statement execute function orders.refuse_change();

grant select on operations.sweeps to evident_app, evident_readonly;
grant insert on operations.sweeps to evident_app;
