-- A bulk job: one decision of a person about many cases, carried out as single repairs, each with its own audit entry and result.
create table operations.bulk_jobs (
  job_id text not null,
  -- recheck, or a kind of repair
  kind text not null,
  reason text not null,
  state text not null default 'running',
  created_by text not null,
  role text not null,
  request_id text not null,
  created_at timestamptz(3) not null default now(),
  total integer not null,
  -- when somebody stopped it; what was not tried by then stays undone
  stopped_at timestamptz(3),
  stopped_by text,
  constraint bulk_jobs_pkey primary key (job_id),
  constraint bulk_jobs_kind_check check (kind in ('recheck', 'confirm', 'fail_safely', 'void', 'refund', 'release', 'accept_difference')),
  constraint bulk_jobs_state_check check (state in ('running', 'stopped')),
  constraint bulk_jobs_stopped_check check ((state = 'stopped') = (stopped_at is not null and stopped_by is not null)),
  constraint bulk_jobs_reason_check check (length(reason) >= 10)
);

create index bulk_jobs_created_at_idx on operations.bulk_jobs (created_at);

create table operations.bulk_items (
  order_id text not null,
  job_id text not null,
  case_id text not null,
  -- from 1, in the order in which they are tried
  n integer not null,
  state text not null default 'waiting',
  -- somebody works on it until then; a worker that dies leaves it to be tried again under the same operation id
  claimed_until timestamptz(3),
  code text,
  text text,
  settled_at timestamptz(3),
  constraint bulk_items_pkey primary key (order_id, job_id, case_id),
  constraint bulk_items_state_check check (state in ('waiting', 'done', 'not_done', 'not_known')),
  constraint bulk_items_settled_check check ((state = 'waiting') = (settled_at is null))
);

create index bulk_items_waiting_idx on operations.bulk_items (job_id, n) where state = 'waiting';
create index bulk_items_job_id_n_idx on operations.bulk_items (job_id, n);

grant select on operations.bulk_jobs, operations.bulk_items to evident_app, evident_readonly;
grant insert, update on operations.bulk_jobs, operations.bulk_items to evident_app;
