-- Drills that were run, for the people who learn from them: never read by a decision. Kept where drills are on; east keeps them all.
create table operations.drill_runs (
  run_id text not null,
  drill text not null,
  -- running, held, broken (something that must stay true did not), interrupted (nobody conducted it to its end)
  state text not null default 'running',
  started_by text not null,
  started_at timestamptz(3) not null default clock_timestamp(),
  -- whoever conducts it says each second that it goes on
  beat_at timestamptz(3) not null default clock_timestamp(),
  stop_asked boolean not null default false,
  ended_at timestamptz(3),
  -- [{at_ms, text}]
  story jsonb not null default '[]',
  -- [{what, count, most, counted_in}], as last counted
  tallies jsonb not null default '[]',
  -- what the provider's ledger says; null while it runs
  verdict text,
  -- one of its orders, to look at
  shown_order text,
  constraint drill_runs_pkey primary key (run_id),
  constraint drill_runs_state_check check (state in ('running', 'held', 'broken', 'interrupted')),
  constraint drill_runs_ended_check check ((state = 'running') = (ended_at is null))
);

-- one at a time: the weather is everybody's
create unique index drill_runs_one_running_key on operations.drill_runs (state) where state = 'running';
create index drill_runs_newest_idx on operations.drill_runs (drill, started_at);

grant select, insert, update on operations.drill_runs to evident_app;
grant select on operations.drill_runs to evident_readonly;
