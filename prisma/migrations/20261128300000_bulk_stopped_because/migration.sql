-- A bulk job that ends because whoever started it may not do it any more says so. Expand only: null for a stop that a person made.
alter table operations.bulk_jobs add column stopped_because text;
