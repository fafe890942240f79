-- Of the rows that were there before it, too; in a migration of its own, so that no lock is held while they are read.
alter table messaging.outbox validate constraint outbox_payload_size_check;
