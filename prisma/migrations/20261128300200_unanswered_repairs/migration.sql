-- The desk's line of repairs that ended by themselves in the last day. Expand only.
create index repairs_refused_idx on operations.repairs (settled_at) where state = 'refused';
