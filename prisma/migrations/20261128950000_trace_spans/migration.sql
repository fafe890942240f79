-- The steps of an execution path, for the waterfall on an order's page: how long a call waited for which process. They are aids and
-- never proof: what happened is the evidence's to say. So the table is unlogged (a crash of the database may forget it), belongs to no
-- order, is not carried with a shard, and is kept for days.
-- beside the running build: a new table, which nothing that runs knows
create unlogged table operations.trace_spans (
  trace_id text not null,
  span_id text not null,
  -- a span of this trace, maybe of the other region, or the caller's own, which nobody here has
  parent_span_id text,
  name text not null,
  kind text not null,
  region text not null,
  -- what ran it, such as web or worker
  role text not null,
  started_at timestamptz(6) not null,
  duration_us bigint not null,
  outcome text,
  failed boolean not null,
  ids jsonb not null,
  constraint trace_spans_pkey primary key (trace_id, span_id),
  constraint trace_spans_trace_id_check check (trace_id ~ '^[0-9a-f]{32}$'),
  constraint trace_spans_kind_check check (kind in ('served', 'called', 'inner')),
  constraint trace_spans_duration_us_check check (duration_us >= 0)
);

create index trace_spans_started_at_idx on operations.trace_spans (started_at);

grant select, insert, delete on operations.trace_spans to evident_app;
grant select on operations.trace_spans to evident_readonly;
