-- Cases with their history, repairs, and what the order owner has ordered to be given back. Expand only: what runs beside this keeps working.

-- ---------------------------------------------------------------------------------------------------------- cases

-- what the case is about: the id that its cause makes. A second case about the same thing follows the closed one under an id of its own.
alter table operations.cases add column about text;
alter table operations.cases add column follows text;
-- when it was past due and told to whoever watches the queue; null while it is not
alter table operations.cases add column escalated_at timestamptz(3);
-- who made the last change, for its history; every writer names itself
alter table operations.cases add column changed_by text not null default 'system';
alter table operations.cases add column changed_at timestamptz(3) not null default now();
-- words that go with the last change: why it was handed over
alter table operations.cases add column change_note text;
update operations.cases set about = case_id where about is null and state = 'open';
alter table operations.cases add constraint cases_owner_check check ((owner is null) = (owner_until is null));

-- the queues of the desk: unclaimed, mine, by reason
create index cases_open_reason_idx on operations.cases (reason, due_at) where state = 'open';
create index cases_open_owner_idx on operations.cases (owner, due_at) where state = 'open' and owner is not null;
-- the report of recurring ambiguity reads a window of time
create index cases_opened_at_idx on operations.cases (opened_at);

-- One open case about one thing. What happens again after it was closed opens the next one, never the old one.
create unique index cases_one_open_key on operations.cases (order_id, about) where state = 'open';

create function operations.follow_closed_case() returns trigger language plpgsql as $$
declare
  before record;
begin
  new.about := new.case_id;
  -- the newest one about this; its writers take turns on the primary key
  select c.case_id, c.state, count(*) over () as times into before from operations.cases c
    where c.order_id = new.order_id and (c.about = new.case_id or c.case_id = new.case_id) order by c.opened_at desc, c.case_id desc limit 1;
  if before is null or before.state = 'open' then
    return new;
  end if;
  new.case_id := new.about || ':' || (before.times + 1);
  new.follows := before.case_id;
  return new;
end $$;

create trigger cases_follow before insert on operations.cases for each row execute function operations.follow_closed_case();

-- Every change of a case, as the database itself saw it; notes are rows of their own.
create table operations.case_history (
  order_id text not null,
  case_id text not null,
  seq integer not null,
  at timestamptz(3) not null default clock_timestamp(),
  change text not null,
  actor text not null,
  owner text,
  owner_until timestamptz(3),
  severity text not null,
  due_at timestamptz(3) not null,
  note text,
  constraint case_history_pkey primary key (order_id, case_id, seq),
  constraint case_history_change_check check (change in ('opened', 'claimed', 'released', 'handed_over', 'noted', 'escalated', 'due_moved', 'closed'))
);

create function operations.number_case_history() returns trigger language plpgsql as $$
begin
  -- one writer per case at a time
  perform 1 from operations.cases c where c.order_id = new.order_id and c.case_id = new.case_id for no key update;
  new.seq := coalesce((select max(h.seq) from operations.case_history h where h.order_id = new.order_id and h.case_id = new.case_id), 0) + 1;
  new.at := clock_timestamp();
  return new;
end $$;

create trigger case_history_number before insert on operations.case_history for each row execute function operations.number_case_history();
create trigger case_history_append_only before update or delete on operations.case_history for each row execute function orders.refuse_change();
create trigger case_history_no_truncate before truncate on operations.case_history for each statement execute function orders.refuse_change();

create function operations.record_case_change() returns trigger language plpgsql as $$
declare
  what text;
begin
  if tg_op = 'INSERT' then
    what := 'opened';
  elsif new.state = 'closed' then
    what := 'closed';
  elsif new.escalated_at is distinct from old.escalated_at then
    what := 'escalated';
  elsif old.owner is null and new.owner is not null then
    what := 'claimed';
  elsif old.owner is not null and new.owner is null then
    what := 'released';
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

create trigger cases_history after insert or update on operations.cases for each row execute function operations.record_case_change();

-- -------------------------------------------------------------------------------------------------------- repairs

-- What a person decided about one order, on evidence, with its effect. The request is durable before the order owner acts on it.
create table operations.repairs (
  order_id text not null,
  repair_id text not null,
  -- the case that it settles; null for a repair without one (a partial refund for a customer)
  case_id text,
  kind text not null,
  -- proposed (waits for a second person), requested (waits for the order owner), applied, refused, withdrawn
  state text not null,
  amount_minor integer,
  currency text,
  -- the click's own id: a second click finds the first
  operation_id text not null,
  reason text not null,
  provider_reference text,
  -- rows of orders.evidence that it rests on
  evidence_seqs integer[] not null,
  -- the frozen snapshot that the person saw and the approver sees: what is recorded here, what the provider said
  basis json not null,
  -- SHA-256 over kind, amount, order version and basis: what is approved is what was proposed
  basis_hash bytea not null,
  expected_version integer not null,
  before json not null,
  -- what became of it; null until it was applied
  after json,
  -- why it was refused, in words
  refused_because text,
  proposed_by text not null,
  proposed_at timestamptz(3) not null default now(),
  approved_by text,
  approved_at timestamptz(3),
  settled_at timestamptz(3),
  constraint repairs_pkey primary key (order_id, repair_id),
  constraint repairs_order_id_operation_id_key unique (order_id, operation_id),
  constraint repairs_kind_check check (kind in ('confirm', 'fail_safely', 'void', 'refund', 'release', 'accept_difference')),
  constraint repairs_state_check check (state in ('proposed', 'requested', 'applied', 'refused', 'withdrawn')),
  constraint repairs_amount_check check ((kind in ('void', 'refund')) = (amount_minor is not null) and (amount_minor is null or amount_minor > 0) and (amount_minor is null) = (currency is null)),
  constraint repairs_evidence_check check (cardinality(evidence_seqs) > 0),
  constraint repairs_reason_check check (length(reason) >= 10),
  -- nobody approves what they proposed
  constraint repairs_second_person_check check (approved_by is null or approved_by <> proposed_by),
  constraint repairs_settled_check check ((state in ('applied', 'refused', 'withdrawn')) = (settled_at is not null)),
  constraint repairs_refused_check check ((state = 'refused') = (refused_because is not null)),
  constraint repairs_after_check check (state <> 'applied' or after is not null)
);

-- two people, two tabs: one repair of an order at a time; the second sees the first's
create unique index repairs_one_open_key on operations.repairs (order_id) where state in ('proposed', 'requested');
create index repairs_open_idx on operations.repairs (proposed_at) where state in ('proposed', 'requested');

create function operations.refuse_repair_change() returns trigger language plpgsql as $$
begin
  raise exception 'repair % of % is % and keeps what was decided', old.repair_id, old.order_id, old.state using errcode = 'EV008';
end $$;

create trigger repairs_keep_decision before update on operations.repairs
  for each row when (old.state in ('applied', 'refused', 'withdrawn') or old.basis_hash <> new.basis_hash or old.basis::text <> new.basis::text
    or old.kind <> new.kind or old.amount_minor is distinct from new.amount_minor or old.currency is distinct from new.currency
    or old.reason <> new.reason or old.proposed_by <> new.proposed_by or old.expected_version <> new.expected_version
    or (old.approved_by is not null and old.approved_by is distinct from new.approved_by) or (old.state = 'requested' and new.state = 'proposed'))
  execute function operations.refuse_repair_change();
create trigger repairs_no_delete before delete on operations.repairs for each row execute function orders.refuse_change();
create trigger repairs_no_truncate before truncate on operations.repairs for each statement execute function orders.refuse_change();

-- ------------------------------------------------------------------------------------- what is to be given back

-- What the order owner has ordered to be given back of a confirmed order, so that its return is no surprise when it comes.
create table orders.refunds (
  order_id text not null,
  n integer not null,
  amount_minor integer not null,
  repair_id text not null,
  ordered_at timestamptz(3) not null default now(),
  constraint refunds_pkey primary key (order_id, n),
  constraint refunds_order_id_repair_id_key unique (order_id, repair_id),
  constraint refunds_order_id_fkey foreign key (order_id) references orders.orders (order_id),
  constraint refunds_amount_check check (amount_minor > 0)
);

create trigger refunds_append_only before update or delete on orders.refunds for each row execute function orders.refuse_change();
create trigger refunds_no_truncate before truncate on orders.refunds for each statement execute function orders.refuse_change();

-- the case that an operation settles: it is closed in the transaction that records the provider's acknowledgement
alter table payments.operations add column case_id text;

-- never more is given back than the provider holds, whoever asks and however often
create function payments.refuse_refund_over_held() returns trigger language plpgsql as $$
declare
  held integer;
  given integer;
begin
  perform 1 from payments.operations p where p.order_id = new.order_id and p.kind = 'authorize' for no key update;
  select coalesce(p.authorized_minor, p.amount_minor) into held from payments.operations p where p.order_id = new.order_id and p.kind = 'authorize';
  select coalesce(sum(p.amount_minor), 0) into given from payments.operations p where p.order_id = new.order_id and p.kind = 'refund' and p.state <> 'failed';
  if given > held then
    raise exception 'refunds of % come to %, the provider holds %', new.order_id, given, held using errcode = 'EV006';
  end if;
  return null;
end $$;

create trigger operations_refund_no_more_than_held after insert on payments.operations
  for each row when (new.kind = 'refund') execute function payments.refuse_refund_over_held();

-- --------------------------------------------------------------------------------------------------------- grants

grant select on operations.case_history, operations.repairs, orders.refunds to evident_app, evident_readonly;
grant insert on operations.case_history, orders.refunds to evident_app;
grant insert, update on operations.repairs to evident_app;
