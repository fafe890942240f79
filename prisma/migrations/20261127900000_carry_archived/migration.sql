-- Where a message went that is in the archive goes with its order, or the new owner would miss a message that was published. The file
-- itself stays on the machine of the region that wrote it.
insert into orders.carried_tables (position, name, only_where) values (105, 'messaging.archived', $$t.schema <> 'customer_told'$$);
