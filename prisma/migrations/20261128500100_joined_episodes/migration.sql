-- Two regions that enter at one time begin two episodes: neither has heard of the other. The region whose episode began later joins the
-- earlier one, while both are degraded; what it did before stays on record and belongs to the episode that it joined.

alter table operations.degraded_changes
  -- `joined` out of an episode of its own: that one; null otherwise
  add column joined_from text;

-- As it was, with that one way more.
create or replace function operations.guard_degraded_mode() returns trigger language plpgsql set search_path = '' as $$
declare
  missing text;
  leaves boolean := false;
  joins boolean;
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
  joins := new.change = 'joined' and new.state = 'degraded' and old.state = 'degraded' and new.episode_id <> old.episode_id;
  if new.state <> 'normal' and ((new.episode_id <> old.episode_id and not joins) or new.entered_at <> old.entered_at) then
    raise exception 'an episode keeps its name and its beginning' using errcode = 'EV031';
  end if;
  if joins and (exists (select 1 from operations.degraded_changes c where c.episode_id = new.episode_id and c.region = new.region)
     or not exists (select 1 from operations.control_peers p where p.region <> new.region and p.report #>> '{mode,state}' = 'degraded'
       and p.report #>> '{mode,episodeId}' = new.episode_id)) then
    raise exception 'a region joins only the episode that the other one said it is in' using errcode = 'EV031';
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
      if new.change <> 'taken' and not joins then
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

create or replace function operations.keep_degraded_change() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into operations.degraded_changes (region, version, episode_id, from_state, to_state, change, ramp_percent, owner, reason, evidence, changed_by, changed_at,
    joined_from)
  values (new.region, new.version, coalesce(new.episode_id, old.episode_id), old.state, new.state, new.change, new.ramp_percent,
    coalesce(new.owner, old.owner), new.reason, new.evidence, new.changed_by, new.changed_at,
    case when new.episode_id <> old.episode_id then old.episode_id end);
  return null;
end $$;
