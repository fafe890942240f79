-- What a repair may not be, whatever the code does. Expand only: what runs beside this writes nothing that it refuses.

-- what was approved is what is kept: the hash is the snapshot's
alter table operations.repairs add constraint repairs_basis_hash_check check (basis_hash = sha256(convert_to(basis::text, 'UTF8')));

-- A repair begins as proposed (waits for a second person) or requested (waits for the order owner), and ends once.
create function operations.refuse_repair_move() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    raise exception 'repair % of % begins as proposed or requested, not as %', new.repair_id, new.order_id, new.state using errcode = 'EV008';
  end if;
  raise exception 'repair % of % does not go from % to %', old.repair_id, old.order_id, old.state, new.state using errcode = 'EV008';
end $$;

create trigger repairs_begin_open before insert on operations.repairs
  for each row when (new.state not in ('proposed', 'requested')) execute function operations.refuse_repair_move();

create trigger repairs_move_on before update on operations.repairs
  for each row when (old.state <> new.state and not (
    (old.state = 'proposed' and new.state = 'requested' and new.approved_by is not null)
    or (old.state = 'proposed' and new.state in ('refused', 'withdrawn'))
    or (old.state = 'requested' and new.state in ('applied', 'refused'))))
  execute function operations.refuse_repair_move();

-- who asked for it, when, for which case, and on what, stays
create trigger repairs_keep_identity before update on operations.repairs
  for each row when (old.operation_id <> new.operation_id or old.case_id is distinct from new.case_id or old.proposed_at <> new.proposed_at
    or old.evidence_seqs <> new.evidence_seqs or old.provider_reference is distinct from new.provider_reference or old.before::text <> new.before::text)
  execute function operations.refuse_repair_change();

-- The refunds of one charge come to no more than it holds. How much another charge of the order (a duplicate) took is not recorded
-- here: the provider refuses more than that, and its word is asked for before.
create or replace function payments.refuse_refund_over_held() returns trigger language plpgsql as $$
declare
  held integer;
  given integer;
begin
  perform 1 from payments.operations p where p.order_id = new.order_id and p.kind = 'authorize' for no key update;
  select coalesce(p.authorized_minor, p.amount_minor) into held from payments.operations p
    where p.order_id = new.order_id and p.kind = 'authorize' and p.provider_reference = new.provider_reference;
  if held is null then
    return null;
  end if;
  select coalesce(sum(p.amount_minor), 0) into given from payments.operations p
    where p.order_id = new.order_id and p.kind = 'refund' and p.state <> 'failed' and p.provider_reference = new.provider_reference;
  if given > held then
    raise exception 'refunds of % come to %, the provider holds %', new.order_id, given, held using errcode = 'EV006';
  end if;
  return null;
end $$;

-- Nobody confirms on money that is on its way back, or may be.
create function orders.refuse_confirming_returned_money() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from payments.operations p join payments.operations b on b.order_id = p.order_id and b.provider_reference = p.provider_reference
    where p.order_id = new.order_id and p.kind = 'authorize' and b.kind in ('void', 'refund') and b.state in ('intended', 'unknown', 'acknowledged')
  ) then
    raise exception 'order % is not confirmed: its money is on its way back', new.order_id using errcode = 'EV009';
  end if;
  return null;
end $$;

create trigger transitions_confirm_money_that_stays after insert on orders.transitions
  for each row when (new.to_state = 'order_confirmed') execute function orders.refuse_confirming_returned_money();
