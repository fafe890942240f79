-- Degraded mode: what is promised now, and the evidence without which nobody promises more again. Every way out is checked here, by
-- the database itself, whatever asks for it. Each region holds its own mode, on its own records.

-- the code of its own: EV010 is a closed shard's
create or replace function operations.refuse_control_fall() returns trigger language plpgsql as $$
begin
  raise exception 'control % goes on from version %, not to %', old.name, old.version, new.version using errcode = 'EV030';
end $$;

-- The sample: our record of a payment beside the provider's own word on it.
create table operations.agreement_samples (
  sample_id text not null,
  region text not null,
  episode_id text not null,
  taken_at timestamptz(3) not null default now(),
  -- payments that the episode touched, of which the sample was drawn
  population integer not null,
  constraint agreement_samples_pkey primary key (sample_id),
  constraint agreement_samples_region_check check (region in ('east', 'west'))
);

create index agreement_samples_taken_at_idx on operations.agreement_samples (episode_id, region, taken_at);

create table operations.agreement_rows (
  order_id text not null,
  sample_id text not null,
  -- the state of the payment operation here when the provider was asked
  ours text not null,
  -- what the provider answered; `no_answer` proves nothing
  theirs text not null,
  provider_reference text,
  agrees boolean not null,
  asked_at timestamptz(3) not null default now(),
  constraint agreement_rows_pkey primary key (order_id, sample_id),
  constraint agreement_rows_no_answer_check check (not (agrees and theirs = 'no_answer'))
);

create index agreement_rows_sample_id_idx on operations.agreement_rows (sample_id);

-- Only of a payment that is here.
create function operations.refuse_invented_agreement() returns trigger language plpgsql set search_path = '' as $$
begin
  if not exists (select 1 from payments.operations p where p.order_id = new.order_id and p.operation = 'pay:' || new.order_id) then
    raise exception 'order % has no payment to agree on', new.order_id using errcode = 'EV031';
  end if;
  return new;
end $$;

create trigger agreement_rows_are_of_payments before insert on operations.agreement_rows
  for each row execute function operations.refuse_invented_agreement();
create trigger agreement_rows_append_only before update or delete on operations.agreement_rows for each row execute function orders.refuse_change();
create trigger agreement_samples_append_only before update or delete on operations.agreement_samples for each row execute function orders.refuse_change();

-- A dead letter that a person read and let lie. One that carries money is redriven instead.
create table operations.dead_letter_waivers (
  order_id text not null,
  message_id text not null,
  consumer text not null,
  reason text not null,
  waived_by text not null,
  waived_at timestamptz(3) not null default now(),
  constraint dead_letter_waivers_pkey primary key (order_id, message_id, consumer),
  constraint dead_letter_waivers_reason_check check (length(reason) >= 10),
  constraint dead_letter_waivers_consumer_check check (consumer <> 'order-owner')
);

create trigger dead_letter_waivers_append_only before update or delete on operations.dead_letter_waivers
  for each row execute function orders.refuse_change();

-- Leaving without the evidence: one asks, another agrees.
create table operations.broken_glass (
  glass_id text not null,
  region text not null,
  episode_id text not null,
  reason text not null,
  -- the lines that did not hold when it was asked for
  held_by jsonb not null,
  asked_by text not null,
  asked_at timestamptz(3) not null default now(),
  agreed_by text,
  agreed_at timestamptz(3),
  constraint broken_glass_pkey primary key (glass_id),
  constraint broken_glass_region_check check (region in ('east', 'west')),
  constraint broken_glass_reason_check check (length(reason) >= 10),
  constraint broken_glass_agreed_check check ((agreed_by is null) = (agreed_at is null)),
  constraint broken_glass_second_person_check check (agreed_by <> asked_by)
);

create function operations.refuse_glass_change() returns trigger language plpgsql as $$
begin
  raise exception 'what was asked in % stays as it was asked', old.glass_id using errcode = 'EV005';
end $$;

create trigger broken_glass_keep before update on operations.broken_glass for each row
  when (old.agreed_by is not null or new.glass_id <> old.glass_id or new.region <> old.region or new.episode_id <> old.episode_id
    or new.reason <> old.reason or new.held_by::text <> old.held_by::text or new.asked_by <> old.asked_by or new.asked_at <> old.asked_at)
  execute function operations.refuse_glass_change();

-- The checklist as the server read it, kept each time.
create table operations.exit_checks (
  region text not null,
  episode_id text not null,
  number integer not null,
  checked_at timestamptz(3) not null default now(),
  -- [{"line", "now", "limit", "holds", "witness"}]
  lines jsonb not null,
  holds boolean not null,
  constraint exit_checks_pkey primary key (episode_id, region, number),
  constraint exit_checks_region_check check (region in ('east', 'west'))
);

create trigger exit_checks_append_only before update or delete on operations.exit_checks for each row execute function orders.refuse_change();

-- Of how many writes under an epoch that is over, one for each shard that this region owns, how many the fence refuses. They are
-- really written, by the caller's own right, and taken back whatever comes of them.
create function operations.try_old_epochs(in_region text) returns table (tried integer, refused integer) language plpgsql volatile set search_path = '' as $$
declare
  each record;
begin
  tried := 0;
  refused := 0;
  for each in select s.shard, s.epoch from orders.shards s where s.region = in_region order by s.shard loop
    tried := tried + 1;
    begin
      if orders.try_old_epoch(each.shard, 'canary:' || in_region || ':' || each.shard, each.epoch - 1) = 'EV001' then
        refused := refused + 1;
      end if;
    exception
      -- a shard that is on its way to the other region is closed: refused as well
      when sqlstate 'EV010' then refused := refused + 1;
    end;
  end loop;
  return next;
end $$;

-- The evidence for leaving, read from the records now: one row a line. `limit_value` is what `now_value` may come to at most, save
-- for the counts of which all must hold (`of_value`): there it is how many that are.
create function operations.exit_evidence(in_region text, in_episode text)
returns table (line text, now_value double precision, limit_value double precision, holds boolean, witness jsonb)
language plpgsql volatile set search_path = '' as $$
declare
  sample record;
  entered timestamptz;
  asked integer;
  agreeing integer;
  needed integer;
  found record;
begin
  -- what the episode touched: payments begun from ten minutes before it on
  select m.entered_at into entered from operations.degraded_mode m where m.region = in_region and m.episode_id = in_episode;
  select s.* into sample from operations.agreement_samples s where s.region = in_region and s.episode_id = in_episode order by s.taken_at desc limit 1;
  if sample.sample_id is not null then
    select count(*)::int, (count(*) filter (where r.agrees))::int into asked, agreeing from operations.agreement_rows r
      where r.sample_id = sample.sample_id and r.asked_at > now() - interval '5 minutes';
    -- an intent is kept for thirty minutes before it is paid; the orders' index finds them
    select count(*)::int into needed from (select 1 from orders.orders o join payments.operations p on p.order_id = o.order_id and p.operation = 'pay:' || o.order_id
      where o.created_at >= entered - interval '40 minutes' and p.intended_at >= entered - interval '10 minutes'
        and p.intended_at < sample.taken_at - interval '30 seconds' limit 200) n;
  end if;
  line := 'agreement';
  now_value := coalesce(agreeing, 0);
  limit_value := greatest(coalesce(asked, 0), coalesce(needed, 0));
  holds := sample.sample_id is not null and sample.taken_at > now() - interval '5 minutes' and agreeing >= limit_value;
  witness := jsonb_build_object('sample_id', sample.sample_id, 'taken_at_ms', (extract(epoch from sample.taken_at) * 1000)::float8, 'population', sample.population);
  return next;

  select o.order_id, o.updated_at into found from orders.orders o where o.state not in ('order_confirmed', 'failed_safely') and o.state = 'payment_pending'
    order by o.updated_at limit 1;
  line := 'oldest_pending';
  now_value := coalesce(greatest(0, extract(epoch from now() - found.updated_at) * 1000)::float8, 0);
  limit_value := 600000;
  holds := now_value < limit_value;
  witness := jsonb_build_object('order_id', found.order_id);
  return next;

  -- an authorization of the last ten seconds is on its way to its decision
  select count(*)::int as undecided, (array_agg(p.order_id order by p.updated_at))[1:20] as order_ids into found
    from orders.orders o join payments.operations p on p.order_id = o.order_id and p.operation = 'pay:' || o.order_id and p.state = 'authorized'
    where o.state not in ('order_confirmed', 'failed_safely') and p.updated_at < now() - interval '10 seconds'
      and not exists (select 1 from operations.cases c where c.order_id = o.order_id and c.state = 'open');
  line := 'authorizations_undecided';
  now_value := found.undecided;
  limit_value := 0;
  holds := now_value <= limit_value;
  witness := jsonb_build_object('order_ids', coalesce(to_jsonb(found.order_ids), '[]'::jsonb));
  return next;

  select t.tried, t.refused into found from operations.try_old_epochs(in_region) t;
  line := 'old_epoch_refused';
  now_value := found.refused;
  limit_value := found.tried;
  holds := found.refused = found.tried;
  witness := jsonb_build_object('tried_at_ms', (extract(epoch from now()) * 1000)::float8);
  return next;

  line := 'queue_age';
  select d.order_id, d.enqueued_at into found from messaging.deliveries d where d.consumer = 'order-owner' order by d.position limit 1;
  now_value := coalesce(greatest(0, extract(epoch from now() - found.enqueued_at) * 1000)::float8, 0);
  limit_value := 30000;
  holds := now_value < limit_value;
  witness := jsonb_build_object('order_id', found.order_id);
  return next;

  select (count(*) filter (where w.order_id is null))::int as open, (count(*) filter (where w.order_id is not null))::int as waived into found
    from messaging.dead_letters l left join operations.dead_letter_waivers w
      on w.order_id = l.order_id and w.message_id = l.message_id and w.consumer = l.consumer
    where l.redriven_at is null;
  line := 'dead_letters';
  now_value := found.open;
  limit_value := 0;
  holds := now_value <= limit_value;
  witness := jsonb_build_object('waived', found.waived);
  return next;

  select p.heard_at into found from operations.control_peers p where p.region <> in_region;
  line := 'other_region';
  now_value := extract(epoch from now() - found.heard_at) * 1000;
  limit_value := 30000;
  -- never heard: no value, and it does not hold
  holds := coalesce(now_value < limit_value, false);
  witness := jsonb_build_object('heard_at_ms', (extract(epoch from found.heard_at) * 1000)::float8);
  return next;
end $$;

create table operations.degraded_mode (
  region text not null,
  state text not null,
  -- from 1, one more for each change
  version integer not null,
  episode_id text,
  entered_at timestamptz(3),
  -- recovering: the share of payment attempts that may be let in
  ramp_percent integer,
  step_since timestamptz(3),
  ramp_paused boolean not null default false,
  -- who answers for it: `staff:…`; null until somebody took it
  owner text,
  -- an agreement to leave without the evidence, for the rest of the episode
  glass_id text,
  -- the last change
  change text not null,
  reason text not null,
  evidence jsonb not null,
  changed_by text not null,
  changed_at timestamptz(3) not null default now(),
  constraint degraded_mode_pkey primary key (region),
  constraint degraded_mode_region_check check (region in ('east', 'west')),
  constraint degraded_mode_state_check check (state in ('normal', 'degraded', 'recovering')),
  constraint degraded_mode_episode_check check ((state = 'normal') = (episode_id is null) and (episode_id is null) = (entered_at is null)),
  constraint degraded_mode_ramp_check check ((state = 'recovering') = (ramp_percent is not null) and (ramp_percent is null or ramp_percent in (5, 25, 50, 100))
    and (ramp_percent is null) = (step_since is null) and (not ramp_paused or state = 'recovering')),
  constraint degraded_mode_change_check check (change in ('entered', 'joined', 'taken', 'recovery_began', 'stepped_up', 'stepped_back', 'ramp_paused',
    'ramp_resumed', 'relapsed', 'glass_broken', 'returned')),
  constraint degraded_mode_normal_check check (state <> 'normal' or (owner is null and glass_id is null))
);

-- Every change of every episode, kept for its report.
create table operations.degraded_changes (
  region text not null,
  version integer not null,
  episode_id text not null,
  from_state text,
  to_state text not null,
  change text not null,
  ramp_percent integer,
  owner text,
  reason text not null,
  evidence jsonb not null,
  changed_by text not null,
  changed_at timestamptz(3) not null,
  constraint degraded_changes_pkey primary key (region, version)
);

create index degraded_changes_episode_id_changed_at_idx on operations.degraded_changes (episode_id, changed_at);

create trigger degraded_changes_append_only before update or delete on operations.degraded_changes for each row execute function orders.refuse_change();
create trigger degraded_changes_no_truncate before truncate on operations.degraded_changes for each statement execute function orders.refuse_change();

create function operations.next_ramp_step(in_percent integer) returns integer language sql immutable as $$
  select case in_percent when 5 then 25 when 25 then 50 when 50 then 100 end
$$;

-- The gate. EV031: this is no way of the mode. EV032: the evidence for leaving does not hold; the message names the lines.
create function operations.guard_degraded_mode() returns trigger language plpgsql set search_path = '' as $$
declare
  missing text;
  leaves boolean := false;
begin
  if tg_op = 'INSERT' then
    if new.version <> 1 or new.state <> 'degraded' or new.change not in ('entered', 'joined') or new.glass_id is not null then
      raise exception 'a mode begins as degraded, entered at version 1' using errcode = 'EV031';
    end if;
    return new;
  end if;
  if new.region <> old.region or new.version <> old.version + 1 then
    raise exception 'the mode of % goes on from version % by one', old.region, old.version using errcode = 'EV004';
  end if;
  if old.state = 'normal' then
    if new.state <> 'degraded' or new.change not in ('entered', 'joined') or new.glass_id is not null
       or exists (select 1 from operations.degraded_changes c where c.episode_id = new.episode_id and c.region = new.region) then
      raise exception 'from normal, a region only enters a new episode' using errcode = 'EV031';
    end if;
    return new;
  end if;
  if new.state <> 'normal' and (new.episode_id <> old.episode_id or new.entered_at <> old.entered_at) then
    raise exception 'an episode keeps its name and its beginning' using errcode = 'EV031';
  end if;
  -- an agreement comes with its own change, stays for the episode, and goes when the mode is degraded again
  if new.state <> 'normal' and new.glass_id is distinct from old.glass_id and not (new.change = 'glass_broken' or (new.change = 'relapsed' and new.glass_id is null)) then
    raise exception 'the agreement to leave without evidence stands as it is' using errcode = 'EV031';
  end if;
  if (new.change = 'glass_broken' or (new.state = 'normal' and old.glass_id is not null)) and not exists (
    select 1 from operations.broken_glass g
      join access.users a on 'staff:' || a.email = g.asked_by and a.role = 'on-call' and not a.banned
      join access.users b on 'staff:' || b.email = g.agreed_by and b.role in ('on-call', 'approver') and not b.banned
    where g.glass_id = coalesce(old.glass_id, new.glass_id) and g.episode_id = old.episode_id and g.region = old.region
      and (new.state = 'normal' or g.agreed_at > now() - interval '15 minutes')) then
    raise exception 'no second person agreed to leave % without its evidence', old.episode_id using errcode = 'EV031';
  end if;
  case old.state || '>' || new.state
    when 'degraded>degraded' then
      if new.change not in ('taken') then
        raise exception 'a degraded mode is taken, not %', new.change using errcode = 'EV031';
      end if;
    when 'degraded>recovering' then
      if new.ramp_percent <> 5 or new.change not in ('recovery_began', 'glass_broken') then
        raise exception 'the ramp begins at 5 percent' using errcode = 'EV031';
      end if;
      leaves := true;
    when 'recovering>recovering' then
      if new.ramp_percent > old.ramp_percent then
        if new.change <> 'stepped_up' or old.ramp_paused or new.ramp_percent <> operations.next_ramp_step(old.ramp_percent) then
          raise exception 'the ramp goes up one step at a time, and not while it is paused' using errcode = 'EV031';
        end if;
        leaves := true;
      elsif new.change not in ('stepped_back', 'ramp_paused', 'ramp_resumed', 'taken', 'glass_broken') then
        raise exception 'the ramp stands: % is no change of it', new.change using errcode = 'EV031';
      end if;
    when 'recovering>degraded' then
      if new.change <> 'relapsed' then
        raise exception 'a recovery relapses, it is not %', new.change using errcode = 'EV031';
      end if;
    when 'recovering>normal' then
      if old.ramp_percent <> 100 or new.change <> 'returned' or old.ramp_paused then
        raise exception 'normal comes after the whole ramp' using errcode = 'EV031';
      end if;
      leaves := true;
    else
      raise exception 'no way leads from % to %', old.state, new.state using errcode = 'EV031';
  end case;
  -- the evidence itself, from the records of this instant; an agreement of two people stands in for it
  if leaves and coalesce(new.glass_id, old.glass_id) is null then
    select string_agg(e.line, ', ') into missing from operations.exit_evidence(old.region, old.episode_id) e where not e.holds;
    if missing is not null then
      raise exception 'the evidence for leaving does not hold: %', missing using errcode = 'EV032';
    end if;
  end if;
  return new;
end $$;

create trigger degraded_mode_guard before insert or update on operations.degraded_mode
  for each row execute function operations.guard_degraded_mode();

-- By the owner's right: no change is without its row, and the app's role writes none by itself.
create function operations.keep_degraded_change() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into operations.degraded_changes (region, version, episode_id, from_state, to_state, change, ramp_percent, owner, reason, evidence, changed_by, changed_at)
  values (new.region, new.version, coalesce(new.episode_id, old.episode_id), old.state, new.state, new.change, new.ramp_percent,
    coalesce(new.owner, old.owner), new.reason, new.evidence, new.changed_by, new.changed_at);
  return null;
end $$;

create trigger degraded_mode_keep_change after insert or update on operations.degraded_mode
  for each row execute function operations.keep_degraded_change();

create trigger degraded_mode_no_delete before delete on operations.degraded_mode for each row execute function orders.refuse_change();
create trigger degraded_mode_no_truncate before truncate on operations.degraded_mode for each statement execute function orders.refuse_change();

grant select on operations.agreement_samples, operations.agreement_rows, operations.dead_letter_waivers, operations.broken_glass, operations.exit_checks,
  operations.degraded_mode, operations.degraded_changes to evident_app, evident_readonly;
grant insert on operations.agreement_samples, operations.agreement_rows, operations.dead_letter_waivers, operations.broken_glass, operations.exit_checks to evident_app;
grant update (agreed_by, agreed_at) on operations.broken_glass to evident_app;
grant insert, update on operations.degraded_mode to evident_app;
