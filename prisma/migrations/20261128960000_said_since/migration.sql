-- A repair is proposed on the provider's words as they were read. Between reading and writing another word may be witnessed: the form of a
-- second click then says "newer evidence came, nothing was done" while the first click is still on its way. Called after the proposal's
-- own row of evidence was chained: the chain's lock is held then, so whoever witnessed before has committed, and is seen here because
-- each statement of this function reads anew.
-- beside the running build: a new function, which nothing that runs calls
create function orders.refuse_when_said_since(of_order text, since_seq integer) returns boolean language plpgsql volatile as $$
begin
  if exists (select 1 from orders.evidence e where e.order_id = of_order and e.seq > since_seq
    and e.kind in ('lookup_answered', 'lookup_unanswered', 'webhook_received', 'call_answered', 'ledger_swept')) then
    raise exception 'the provider has said something of order % since row %', of_order, since_seq using errcode = 'EV033';
  end if;
  return true;
end $$;
