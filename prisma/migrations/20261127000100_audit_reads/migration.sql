-- What the audit's page asks for: everything that one person did, and everything that was done to one thing, newest first.
create index audit_actor_seq_idx on operations.audit (actor, seq);
create index audit_object_seq_idx on operations.audit (object, seq);
