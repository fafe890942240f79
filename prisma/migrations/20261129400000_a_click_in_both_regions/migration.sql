-- A "next case" whose first answer was lost is asked of the other region under the same click, so one click can have done something in both.
-- The shard of such an order could not go to the other region: its click was refused there as a second one, for as long as anybody tried,
-- and nobody decided the orders of the shard. A click is known once for each order, as its key says; in one region the audit's own key still
-- lets it count once.

create index clicks_operation_id_idx on operations.clicks (operation_id);

-- beside the running build: what it enters waits for the first of two on one order as before, and of two orders at the audit's own key
alter table operations.clicks drop constraint clicks_operation_id_key;
