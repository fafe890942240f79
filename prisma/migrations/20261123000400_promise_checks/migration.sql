-- The promise, checked each minute over what changed: when, over how much, with what result. A check that did not run leaves no
-- row, so that its age is seen and nothing is called sound that nobody looked at.

create table operations.promise_checks (
  region text not null,
  -- from 1, one more for each check: two that ran at once have the same, and one of them is kept
  number integer not null,
  -- when it began to look, by the database's clock
  checked_at timestamptz(3) not null,
  took_ms integer not null,
  orders_total integer not null,
  -- how many it looked at
  orders_checked integer not null,
  -- how many orders, and things beside orders, break the promise
  broken integer not null,
  -- the first of them: [{"invariant", "order_id" or null, "why"}]
  broken_sample jsonb not null,
  -- all of them that are orders: the next check looks at them again, until they are mended
  broken_orders text[] not null,
  -- what was recorded from this instant on, the next check reads; null: it reads everything
  watermark timestamptz(3),
  -- the snapshot that it looked at: the oldest transaction that still ran, and the first that had not begun
  oldest_xid bigint not null,
  next_xid bigint not null,
  -- orders that were recorded before the watermark: the next check counts on from here
  orders_before_watermark integer not null,
  -- the last audit entry that is known to follow from the ones before it
  audit_seq bigint not null,
  -- the highest entry that there ever was: a tail that was cut off is missed by it
  audit_head_seq bigint not null,
  -- where the rotation over all orders stands, changed or not
  rotated_to text not null,
  constraint promise_checks_pkey primary key (region, number),
  constraint promise_checks_region_check check (region in ('east', 'west')),
  constraint promise_checks_number_check check (number >= 1),
  constraint promise_checks_broken_check check (broken >= 0 and jsonb_typeof(broken_sample) = 'array' and (broken = 0) = (broken_sample = '[]'))
);

-- Whose turn it is: one row a region. Who moves it runs the next check, the others find it moved.
create table operations.promise_turns (
  region text not null,
  due_at timestamptz(3) not null,
  constraint promise_turns_pkey primary key (region),
  constraint promise_turns_region_check check (region in ('east', 'west'))
);

create trigger promise_checks_keep before update on operations.promise_checks
  for each row execute function orders.refuse_change();

-- A month of minutes is kept. By the owner's right: the app's role deletes no check.
create function operations.forget_old_promise_checks() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  delete from operations.promise_checks c where c.region = new.region and c.number <= new.number - 43200;
  return null;
end $$;

create trigger promise_checks_forget after insert on operations.promise_checks
  for each row execute function operations.forget_old_promise_checks();

-- What changed since a check, by the database's clock. A range index (BRIN) would be smaller, but small rows go where old pages have
-- room, and then a minute's rows lie all over the table: 8,000 of them had 33,000 pages read. These are written at their right end.
create index evidence_recorded_at_idx on orders.evidence (recorded_at);
create index case_history_at_idx on operations.case_history (at);

grant select on operations.promise_checks, operations.promise_turns to evident_app, evident_readonly;
grant insert on operations.promise_checks to evident_app;
grant insert, update on operations.promise_turns to evident_app;
