-- The region's audit is signed with the evidence: the last entry that a checkpoint has. It is one chain whose entries are written one after the
-- other, so the next one goes on from here.
alter table operations.evidence_checkpoints add column audit_seq bigint not null default 0;
