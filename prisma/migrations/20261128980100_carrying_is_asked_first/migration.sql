-- The guards of a row asked the catalogue who carries, once for each row that was carried and for most that were not. The mark is now
-- believed of whoever may write what is carried: a question without a read. What is carried is let through first of all, and what the
-- guards looked for in each row of evidence is looked for in all of them at once, before the shard opens (orders.accept_shard).

-- Set while records are carried across. The app's role can say so and is not believed: it may not write what is carried.
create or replace function orders.is_carrying() returns boolean language sql stable as $$
  select coalesce(current_setting('evident.carrying', true), '') <> '' and has_table_privilege('orders.carried_records'::regclass, 'insert')
$$;

-- beside the running build: the same rows with the same chain as before
create or replace function orders.chain_evidence() returns trigger language plpgsql as $$
declare
  last_seq integer;
  last_hash bytea;
begin
  if orders.is_carrying() then
    return new;
  end if;
  -- one writer per order at a time, until it commits: the chain has one end
  perform pg_advisory_xact_lock(4218, hashtext(new.order_id));
  if orders.is_closed(new.order_id) then
    raise exception 'the shard of % is closed here: its records are written by its owner', new.order_id using errcode = 'EV010';
  end if;
  select e.seq, e.hash into last_seq, last_hash from orders.evidence e where e.order_id = new.order_id order by e.seq desc limit 1;
  new.seq := coalesce(last_seq, 0) + 1;
  new.prev_hash := coalesce(last_hash, decode(repeat('00', 32), 'hex'));
  new.recorded_at := clock_timestamp();
  new.hash := orders.evidence_hash(new);
  return new;
end $$;

create or replace function orders.refuse_when_closed() returns trigger language plpgsql as $$
declare
  subject text;
begin
  if not orders.is_carrying() then
    subject := case tg_op when 'DELETE' then old.order_id else new.order_id end;
    if orders.is_closed(subject) then
      raise exception 'the shard of % is closed here: its records are written by its owner', subject using errcode = 'EV010';
    end if;
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;

-- An order's moves are carried before its payments: there is none to ask about.
-- beside the running build: it refuses what it refused before
create or replace function orders.refuse_confirming_returned_money() returns trigger language plpgsql as $$
begin
  if not orders.is_carrying() and exists (
    select 1 from payments.operations p join payments.operations b on b.order_id = p.order_id and b.provider_reference = p.provider_reference
    where p.order_id = new.order_id and p.kind = 'authorize' and b.kind in ('void', 'refund') and b.state in ('intended', 'unknown', 'acknowledged')
  ) then
    raise exception 'order % is not confirmed: its money is on its way back', new.order_id using errcode = 'EV009';
  end if;
  return null;
end $$;
