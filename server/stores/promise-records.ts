/**
 * The records that the promise is about, as its rules read them: of every order, then they are the tables themselves, or of some
 * orders, then each table is reached once by its index and what was found there is joined in memory. A rule names neither.
 */

/** Table, and the columns that some rule reads. */
const RECORDS = {
  orders: ['orders.orders', 'order_id, state, version, total_minor, currency'],
  lines: ['orders.lines', 'order_id, sku, quantity, unit_price_minor'],
  transitions: ['orders.transitions', 'order_id, version, shard, from_state, to_state, owner_epoch'],
  evidence: [
    'orders.evidence',
    `order_id, kind, observed_at, payment_operation, order_version, case when kind = 'customer_told' then detail end as detail`,
  ],
  reservations: ['inventory.reservations', 'order_id, sku, quantity, state, held_until, settled_at'],
  operations: [
    'payments.operations',
    `order_id, operation, kind, state, amount_minor, currency, authorized_minor, authorized_currency, provider_reference, first_attempt_at, updated_at`,
  ],
  // what left the outbox after the replay window was published all the same
  outbox: ['messaging.published', 'order_id, message_id, schema'],
  deliveries: ['messaging.deliveries', 'order_id, message_id, consumer'],
  inbox: ['messaging.inbox', 'order_id, message_id, consumer'],
  deadLetters: ['messaging.dead_letters', 'order_id, message_id, consumer, redriven_at'],
  mails: ['messaging.mails', 'order_id, message_id'],
  cases: ['operations.cases', 'order_id, state'],
  repairs: ['operations.repairs', 'order_id, kind, state, after'],
} as const satisfies Readonly<Record<string, readonly [table: string, columns: string]>>;

export type PromiseRecords = Readonly<Record<keyof typeof RECORDS, string>>;

const named = (name: (record: keyof typeof RECORDS, table: string) => string): PromiseRecords =>
  // each record by its own key
  Object.fromEntries(
    Object.entries(RECORDS).map(([record, [table]]) => [record, name(record as keyof typeof RECORDS, table)]),
  ) as PromiseRecords;

export const EVERY_ORDER: PromiseRecords = named((_record, table) => table);

export const SOME_ORDERS: PromiseRecords = named((record) => `some_${record}`);

/** What `SOME_ORDERS` names, of the orders in `$1`. */
export const WITH_SOME_ORDERS = `with ${Object.entries(RECORDS)
  .map(
    ([record, [table, columns]]) =>
      `some_${record} as materialized (select ${columns} from ${table} where order_id = any($1::text[]))`,
  )
  .join(', ')}`;
