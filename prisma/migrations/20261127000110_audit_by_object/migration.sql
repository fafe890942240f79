-- What the audit's page asks for: everything that was done to one thing, newest first.
create index concurrently audit_object_seq_idx on operations.audit (object, seq);
