-- Somebody confirmed with their password that they mean one action on one object: fresh, for one click. Expand only.
create table access.step_ups (
  step_up_id text not null,
  -- ends with the session in which it was given
  session_id text not null,
  user_id text not null,
  -- the procedure: repairs.approve
  action text not null,
  -- SHA-256 over all that the procedure was asked, but the click's own id
  object_hash bytea not null,
  confirmed_at timestamptz(3) not null,
  -- the click that used it; null while none has
  used_at timestamptz(3),
  used_by text,
  constraint step_ups_pkey primary key (step_up_id),
  constraint step_ups_session_id_fkey foreign key (session_id) references access.sessions (id) on delete cascade,
  constraint step_ups_object_hash_check check (length(object_hash) = 32),
  constraint step_ups_used_check check ((used_at is null) = (used_by is null))
);

-- the statement that uses one
create index step_ups_session_id_idx on access.step_ups (session_id, action, object_hash);
-- the sweep of what is over
create index step_ups_confirmed_at_idx on access.step_ups (confirmed_at);

create function access.refuse_second_use() returns trigger language plpgsql as $$
begin
  raise exception 'step-up % was for one click, and keeps what it was for', old.step_up_id using errcode = 'EV015';
end $$;

create trigger step_ups_one_use before update on access.step_ups
  for each row when (old.used_by is not null or old.session_id <> new.session_id or old.user_id <> new.user_id or old.action <> new.action
    or old.object_hash <> new.object_hash or old.confirmed_at <> new.confirmed_at)
  execute function access.refuse_second_use();

grant select, insert, delete on access.step_ups to evident_app;
grant update (used_at, used_by) on access.step_ups to evident_app;
