-- The line of a statement that opened a case, for the case's page. Built beside the writes; by itself, because it cannot be in a transaction.
create index concurrently statement_lines_at_risk_idx on operations.statement_lines (line_id) where at_risk_minor is not null;
