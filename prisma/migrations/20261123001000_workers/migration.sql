-- The workers that are alive, by the database's own clock: a worker that holds nothing yet is counted too, so that those who hold more
-- than their part give shards up to it.
create table orders.workers (
  holder text not null,
  region text not null,
  seen_at timestamptz(3) not null default clock_timestamp(),
  constraint workers_pkey primary key (holder),
  constraint workers_region_check check (region in ('east', 'west'))
);

grant select on orders.workers to evident_app, evident_readonly;
grant insert, update, delete on orders.workers to evident_app;
