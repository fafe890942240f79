-- Evidence and audit as they were signed and put into a file outside of the database, so that a chain that is computed anew as a whole, or a database
-- that is set back, is found. The file has the rows; here stands which files there are.
create table operations.evidence_checkpoints (
  region text not null,
  -- from 1, one more for each; of two that were made at once one is kept here, and both files hold what is true
  number integer not null,
  -- when it began to look, by the database's clock
  looked_at timestamptz(3) not null,
  -- what was recorded from this instant on, the next one reads
  watermark timestamptz(3) not null,
  -- the first transaction that had not begun when it looked
  next_xid bigint not null,
  -- how many rows of evidence and audit are in the file
  rows integer not null,
  file text not null,
  sha256 bytea not null,
  -- the last entry of the region's audit that is signed: one chain, written entry after entry, so the next one goes on from here
  audit_seq bigint not null,
  constraint evidence_checkpoints_pkey primary key (region, number),
  constraint evidence_checkpoints_region_check check (region in ('east', 'west')),
  constraint evidence_checkpoints_number_check check (number >= 1),
  constraint evidence_checkpoints_rows_check check (rows >= 1)
);

create trigger evidence_checkpoints_append_only before update or delete on operations.evidence_checkpoints
  for each row execute function orders.refuse_change();
create trigger evidence_checkpoints_no_truncate before truncate on operations.evidence_checkpoints
  for each statement execute function orders.refuse_change();

grant select on operations.evidence_checkpoints to evident_app, evident_readonly;
grant insert on operations.evidence_checkpoints to evident_app;
