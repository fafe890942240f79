-- What a migration took away. A build that does not know the migration it `needs` cannot run on what is left, and says so when it
-- starts; every other older build runs on a newer database as it is, which is what makes a rollback possible.
create table operations.schema_contracts (
  -- the migration that took something away
  migration text not null,
  -- the migration from which on builds can do without it
  needs text not null,
  reason text not null,
  recorded_at timestamptz(3) not null default now(),
  constraint schema_contracts_pkey primary key (migration)
);

grant select on operations.schema_contracts to evident_app, evident_readonly;
