-- Indexes of the console's reads. The hot path pays for few of them: most are partial and hold a small part of their table.

-- search by e-mail, newest first, whatever its case; in the place of an index that found the orders but not their order
drop index orders.orders_email_idx;
create index orders_email_idx on orders.orders (lower(email), created_at, order_id);

-- search and first page: orders that failed safely, newest first
create index orders_failed_idx on orders.orders (created_at, order_id) where state = 'failed_safely';

-- search by trace: the rows that begin a request, not all that it caused
create index evidence_trace_id_idx on orders.evidence (trace_id)
  where trace_id is not null and kind in ('order_submitted', 'webhook_received', 'lookup_requested', 'note_added');

-- messages page: the newest mails, the dead letters that nobody redrove
create index mails_queued_at_idx on messaging.mails (queued_at);
create index dead_letters_parked_idx on messaging.dead_letters (parked_at) where redriven_at is null;
