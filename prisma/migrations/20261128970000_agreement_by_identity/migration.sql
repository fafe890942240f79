-- The sample was judged by numbers: as many rows that agree as payments that the episode touched. A row of another payment stood in for
-- one that was left out. Each payment now needs a row of its own.
-- beside the running build: it reads the same columns, and may be refused a way out that it was given before
create or replace function operations.exit_evidence(in_region text, in_episode text)
returns table (line text, now_value double precision, limit_value double precision, holds boolean, witness jsonb)
language plpgsql volatile set search_path = '' as $$
declare
  sample record;
  entered timestamptz;
  agreeing integer;
  disagreeing integer;
  needed integer;
  missing integer;
  found record;
begin
  -- what the episode touched: payments begun from ten minutes before it on
  select m.entered_at into entered from operations.degraded_mode m where m.region = in_region and m.episode_id = in_episode;
  select s.* into sample from operations.agreement_samples s where s.region = in_region and s.episode_id = in_episode order by s.taken_at desc limit 1;
  if sample.sample_id is not null then
    -- a row counts for the payment that it is about, if the episode touched that one; a word that is old counts for none
    select (count(*) filter (where r.agrees))::int, (count(*) filter (where not r.agrees))::int into agreeing, disagreeing
      from operations.agreement_rows r
        join orders.orders o on o.order_id = r.order_id and o.created_at >= entered - interval '40 minutes'
        join payments.operations p on p.order_id = o.order_id and p.operation = 'pay:' || o.order_id
          and p.intended_at >= entered - interval '10 minutes' and p.intended_at < sample.taken_at
      where r.sample_id = sample.sample_id and r.asked_at > now() - interval '5 minutes';
    -- an intent is kept for thirty minutes before it is paid; the orders' index finds them
    select count(*)::int, (count(*) filter (where not n.asked))::int into needed, missing from (
      select exists (select 1 from operations.agreement_rows r where r.order_id = o.order_id and r.sample_id = sample.sample_id
          and r.asked_at > now() - interval '5 minutes') as asked
        from orders.orders o join payments.operations p on p.order_id = o.order_id and p.operation = 'pay:' || o.order_id
        where o.created_at >= entered - interval '40 minutes' and p.intended_at >= entered - interval '10 minutes'
          and p.intended_at < sample.taken_at - interval '30 seconds' limit 200) n;
    -- of more than a sample holds any of them may be in it
    if needed >= 200 then
      missing := greatest(0, 200 - agreeing - disagreeing);
    end if;
  end if;
  line := 'agreement';
  now_value := coalesce(agreeing, 0);
  limit_value := coalesce(agreeing + disagreeing + missing, 0);
  holds := sample.sample_id is not null and sample.taken_at > now() - interval '5 minutes' and disagreeing + missing = 0;
  witness := jsonb_build_object('sample_id', sample.sample_id, 'taken_at_ms', (extract(epoch from sample.taken_at) * 1000)::float8, 'population', sample.population,
    'missing', missing);
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
