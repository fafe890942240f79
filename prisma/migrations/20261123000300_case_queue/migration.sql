-- The desk's queue at fifty thousand open cases: every page walks one index from its place. Rows of equal instants follow each other
-- by the bytes of their ids, the same in both regions whatever their collation.

-- all, past due
create index cases_queue_due_idx on operations.cases (due_at, order_id collate "C", case_id collate "C") where state = 'open';
drop index operations.cases_open_idx;

-- unclaimed, oldest
create index cases_queue_opened_idx on operations.cases (opened_at, order_id collate "C", case_id collate "C") where state = 'open';

-- one reason; the presets that are several reasons
create index cases_queue_reason_idx on operations.cases (reason, due_at, order_id collate "C", case_id collate "C") where state = 'open';
drop index operations.cases_open_reason_idx;

-- the escalator's: leaves it with the telling
create index cases_not_escalated_idx on operations.cases (due_at) where state = 'open' and escalated_at is null;

-- A claim that follows one that ran out is a claim, whoever held the case before: nobody handed it over.
create or replace function operations.record_case_change() returns trigger language plpgsql as $$
declare
  what text;
begin
  if tg_op = 'INSERT' then
    what := 'opened';
  elsif new.state = 'closed' then
    what := 'closed';
  elsif new.escalated_at is distinct from old.escalated_at then
    what := 'escalated';
  elsif old.owner is not null and new.owner is null then
    what := 'released';
  elsif new.owner is not null and new.owner_until is distinct from old.owner_until and (old.owner is null or old.owner_until <= new.changed_at) then
    what := 'claimed';
  elsif new.owner is distinct from old.owner then
    what := 'handed_over';
  elsif new.due_at <> old.due_at then
    what := 'due_moved';
  else
    -- a claim kept alive is no news
    return null;
  end if;
  insert into operations.case_history (order_id, case_id, seq, change, actor, owner, owner_until, severity, due_at, note)
  values (new.order_id, new.case_id, 0, what, new.changed_by, new.owner, new.owner_until, new.severity, new.due_at,
    case what when 'closed' then new.verdict else new.change_note end);
  return null;
end $$;
