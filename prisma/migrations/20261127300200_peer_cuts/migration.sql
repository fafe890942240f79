-- When the other region was not reached, as the web process that asks it every two seconds saw it: the window of a review.
create table orders.peer_cuts (
  number bigint generated always as identity,
  began_at timestamptz(3) not null default clock_timestamp(),
  -- null: it lasts
  ended_at timestamptz(3),
  constraint peer_cuts_pkey primary key (number)
);

-- one that lasts at a time
create unique index peer_cuts_one_open_key on orders.peer_cuts ((ended_at is null)) where ended_at is null;

grant select on orders.peer_cuts to evident_app, evident_readonly;
grant insert, update on orders.peer_cuts to evident_app;
