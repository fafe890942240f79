-- Calls that write, taken in over the region link, by their one-time nonce: known to every web process of the region. Unlogged, so that
-- taking one in waits for no disk: what a crash of the database forgets each process still knows of its own calls, and a process refuses
-- what was sent before its start.
-- beside the running build: a new table, which nothing that runs knows
create unlogged table operations.link_nonces (
  nonce text not null,
  -- its call cannot look fresh any more after this
  until timestamptz(3) not null,
  constraint link_nonces_pkey primary key (nonce)
);

create index link_nonces_until_idx on operations.link_nonces (until);

grant select, insert, delete on operations.link_nonces to evident_app;
grant select on operations.link_nonces to evident_readonly;
