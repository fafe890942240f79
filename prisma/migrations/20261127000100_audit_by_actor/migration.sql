-- What the audit's page asks for: everything that one person did, newest first.
create index concurrently audit_actor_seq_idx on operations.audit (actor, seq);
