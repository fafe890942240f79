-- A consumer that had read a message before its shard was closed, and woke after the records had left with the order, found neither the
-- message in the queue nor its own memory of it, and acted a second time: the new owner's consumer had acted on it, or would. What takes a
-- message off the queue was guarded; but there was nothing to take off any more. So the memory itself is guarded too.
-- beside the running build: it writes its memory only of shards that are open here, but for the mistake
create trigger inbox_closed before insert on messaging.inbox for each row execute function orders.refuse_when_closed();
