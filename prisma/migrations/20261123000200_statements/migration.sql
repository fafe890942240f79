-- Settlement statements of the provider, line by line, with what became of each against our record. Each region keeps the lines of its
-- own orders; the statement itself is in both, under the same id.

create table operations.statements (
  -- made from the file's content: the same file is the same statement, in either region
  statement_id text not null,
  -- hex
  sha256 text not null,
  file_name text not null,
  bytes integer not null,
  -- of all regions
  lines integer not null,
  -- what of ours the statement must tell of: from (inclusive) to (exclusive)
  period_from timestamptz(3) not null,
  period_to timestamptz(3) not null,
  -- false: from the first line to the last, as nobody said otherwise
  period_is_given boolean not null,
  -- the region in which the file was handed in
  imported_in text not null,
  imported_by text not null,
  imported_at timestamptz(3) not null,
  -- importing: being read, or the reader died; incomplete: some could not be compared, the file may be imported again
  state text not null default 'importing',
  finished_at timestamptz(3),
  -- lines of the other region, which was not reached
  lines_not_reached integer not null default 0,
  -- whether the other region looked for what of its own the statement does not have
  is_peer_done boolean not null default false,
  -- [{"verdict", "currency", "lines", "theirs_minor", "fee_minor", "at_risk_minor"}] of this region's lines, counted when it was finished
  counts jsonb not null default '[]',
  constraint statements_pkey primary key (statement_id),
  constraint statements_sha256_key unique (sha256),
  constraint statements_state_check check (state in ('importing', 'incomplete', 'complete')),
  constraint statements_finished_check check ((state = 'importing') = (finished_at is null)),
  constraint statements_period_check check (period_from <= period_to),
  constraint statements_imported_in_check check (imported_in in ('east', 'west'))
);

-- the console's list
create index statements_imported_at_idx on operations.statements (imported_at, statement_id);

create table operations.statement_lines (
  statement_id text not null,
  -- the balance transaction; our operation where the statement has no line of it. Bytewise, as the pages of two regions are merged
  line_id text collate "C" not null,
  -- in the file, 0 where it has none
  line_no integer not null,
  verdict text not null,
  -- '' for a line that names no order
  order_id text not null,
  -- the operation of ours that it settles
  operation text,
  category text not null,
  payment_intent_id text,
  created_at timestamptz(3) not null,
  -- signed minor units: negative when money leaves the account
  theirs_minor bigint,
  theirs_currency text,
  ours_minor bigint,
  ours_currency text,
  fee_minor bigint not null,
  at_risk_minor bigint,
  at_risk_currency text,
  -- [{"field", "theirs", "ours"}]
  differences jsonb not null,
  judged_at timestamptz(3) not null,
  constraint statement_lines_pkey primary key (statement_id, line_id),
  constraint statement_lines_statement_id_fkey foreign key (statement_id) references operations.statements (statement_id),
  constraint statement_lines_verdict_check check (verdict in ('matched', 'different', 'missing_ours', 'missing_theirs', 'not_compared')),
  constraint statement_lines_theirs_check check ((theirs_minor is null) = (verdict = 'missing_theirs')),
  constraint statement_lines_at_risk_check check ((at_risk_minor is not null) = (verdict in ('different', 'missing_ours', 'missing_theirs')))
);

-- one statement's page, by verdict
create index statement_lines_verdict_idx on operations.statement_lines (statement_id, verdict, line_no, line_id);
-- what settled an order's operations before
create index statement_lines_order_id_idx on operations.statement_lines (order_id, operation) where operation is not null;

-- what of ours a period must have: captures are found by their orders, refunds come long after theirs and are few
create index operations_refunds_idx on payments.operations (updated_at) where kind = 'refund';

grant select on operations.statements, operations.statement_lines to evident_app, evident_readonly;
grant insert, update on operations.statements, operations.statement_lines to evident_app;
