-- Measured with fifty thousand open cases among two hundred thousand closed ones: a list narrowed to a grade or a reason that few cases
-- have walked the rows of all, and the figures read every row. What narrows a list is in the index that is walked, so that only rows
-- that are shown are read; the figures are in an index of their own.

create index cases_open_due_idx on operations.cases (due_at, order_id collate "C", case_id collate "C", severity, reason) where state = 'open';
drop index operations.cases_queue_due_idx;

create index cases_open_opened_idx on operations.cases (opened_at, order_id collate "C", case_id collate "C", severity, reason) where state = 'open';
drop index operations.cases_queue_opened_idx;
drop index operations.cases_queue_reason_idx;

-- the figures above the queue, from this index alone; how many cases have a reason
create index cases_figures_idx on operations.cases (reason, currency, owner_until, opened_at, due_at, at_risk_minor) where state = 'open';
