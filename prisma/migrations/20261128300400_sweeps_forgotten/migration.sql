-- Windows that were compared long ago are let go: five weeks of them are kept, of each pass, by the windows' own time. Expand only.

-- By the owner's right, and so much at once that the sweep which does it is not held up; the app's role deletes none. What follows the
-- last one that goes becomes the beginning that is kept: the windows that stay are without a gap as ever.
create function operations.forget_old_sweeps() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  with gone as (
    delete from operations.sweeps s where s.region = new.region and s.pass = new.pass and s.window_to <= (
      select max(o.window_to) from (select l.window_to from operations.sweeps l where l.region = new.region and l.pass = new.pass
        and l.window_to <= new.window_to - interval '35 days' order by l.window_to limit 500) o)
    returning s.window_to
  )
  update operations.sweeps n set follows_to = null
  where n.region = new.region and n.pass = new.pass and n.follows_to = (select max(g.window_to) from gone g);
  return null;
end $$;

-- beside the running build: it reads the windows of a day, and none of five weeks ago
create trigger sweeps_forget after insert on operations.sweeps for each row execute function operations.forget_old_sweeps();

-- what may go has one five weeks younger, and goes from the beginning on; of what stays only that beginning changes
create function operations.refuse_sweep_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if exists (select 1 from operations.sweeps s where s.region = old.region and s.pass = old.pass and s.window_to >= old.window_to + interval '35 days') then
      return old;
    end if;
  elsif old.follows_to is not null and new.follows_to is null
    and (to_jsonb(new) - 'follows_to') = (to_jsonb(old) - 'follows_to') then
    return new;
  end if;
  raise exception '%.% is append-only: % refused', tg_table_schema, tg_table_name, lower(tg_op) using errcode = 'EV005';
end $$;

-- beside the running build: it neither updates nor deletes one
drop trigger sweeps_append_only on operations.sweeps;
-- beside the running build: it neither updates nor deletes one
create trigger sweeps_append_only before update or delete on operations.sweeps for each row execute function operations.refuse_sweep_change();
