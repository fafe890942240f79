-- A shard is opened by one transaction over all of its orders. It took one advisory lock for each of them, and a server has room for some
-- ten thousand: a larger shard could never be opened. Records that are carried need none: their shard is closed here, so nobody else
-- writes, and a row that does not follow from the one before it is refused as before.
-- beside the running build: what it writes is locked, checked and chained as before
create or replace function orders.chain_evidence() returns trigger language plpgsql as $$
declare
  last_seq integer;
  last_hash bytea;
  carried constant boolean := orders.is_carrying();
  computed bytea;
  s constant text := E'\x1f';
begin
  if not carried then
    -- one writer per order at a time, until it commits: the chain has one end
    perform pg_advisory_xact_lock(4218, hashtext(new.order_id));
    if orders.is_closed(new.order_id) then
      raise exception 'the shard of % is closed here: its records are written by its owner', new.order_id using errcode = 'EV010';
    end if;
  end if;
  select e.seq, e.hash into last_seq, last_hash from orders.evidence e where e.order_id = new.order_id order by e.seq desc limit 1;
  if not carried then
    new.seq := coalesce(last_seq, 0) + 1;
    new.prev_hash := coalesce(last_hash, decode(repeat('00', 32), 'hex'));
    new.recorded_at := clock_timestamp();
  elsif new.seq <> coalesce(last_seq, 0) + 1 or new.prev_hash <> coalesce(last_hash, decode(repeat('00', 32), 'hex')) then
    raise exception 'evidence % of % does not follow from the row before it', new.seq, new.order_id using errcode = 'EV012';
  end if;
  computed := sha256(convert_to(
    new.order_id || s || new.seq || s || encode(new.prev_hash, 'hex') || s || new.lane || s || new.kind || s
    || (extract(epoch from new.observed_at) * 1000)::bigint || s || (extract(epoch from new.recorded_at) * 1000)::bigint || s
    || new.region || s || coalesce(new.request_id, '') || s || coalesce(new.trace_id, '') || s
    || coalesce(new.payment_operation, '') || s || coalesce(new.message_id, '') || s || coalesce(new.provider_reference, '') || s
    || new.actor || s || coalesce(new.owner_epoch::text, '') || s || coalesce(new.order_version::text, '') || s
    || coalesce(new.attempt::text, '') || s || new.replayed::text || s || new.detail::text, 'UTF8'));
  if carried and new.hash <> computed then
    raise exception 'evidence % of % is not what its hash says', new.seq, new.order_id using errcode = 'EV012';
  end if;
  new.hash := computed;
  return new;
end $$;
