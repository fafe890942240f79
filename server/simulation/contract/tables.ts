/** What the stores have written where no read of theirs shows it: every table as sorted text, the same from both databases. */
import type { MemoryDatabase } from '../memory/memory-database';

export type Tables = Readonly<Record<TableName, readonly string[]>>;

/** Each table's rows as `json_build_array(…)` of these columns. */
export const TABLE_COLUMNS = {
  'orders.transitions': [
    'order_id',
    'version',
    'shard',
    'from_version',
    'from_state',
    'to_state',
    'reason',
    'owner_epoch',
    'decided_by',
    'decided_at',
  ],
  'inventory.reservations': ['order_id', 'sku', 'quantity', 'state', 'held_until', 'reserved_at', 'settled_at'],
  'inventory.stock': ['sku', 'available'],
  'messaging.outbox': ['order_id', 'message_id', 'schema', 'payment_operation', 'request_id', 'region', 'recorded_at'],
  'messaging.deliveries': ['order_id', 'message_id', 'consumer', 'shard', 'attempts', 'not_before', 'last_error'],
  'messaging.inbox': ['order_id', 'message_id', 'consumer'],
  'messaging.dead_letters': ['order_id', 'message_id', 'consumer', 'reason', 'attempts', 'parked_at'],
  'operations.cases': [
    'order_id',
    'case_id',
    'about',
    'reason',
    'state',
    'at_risk_minor',
    'currency',
    'opened_at',
    'due_at',
  ],
  'operations.sweeps': [
    'region',
    'pass',
    'window_from',
    'window_to',
    'follows_to',
    'swept_at',
    'charges',
    'agreed',
    'waiting',
    'findings',
  ],
  'operations.sales': ['hour', 'currency', 'orders', 'amount_minor'],
} as const;

export type TableName = keyof typeof TABLE_COLUMNS;

/** Columns that are instants: compared as epoch milliseconds. */
export const INSTANTS: readonly string[] = [
  'decided_at',
  'held_until',
  'reserved_at',
  'settled_at',
  'recorded_at',
  'not_before',
  'parked_at',
  'opened_at',
  'due_at',
  'hour',
  'window_from',
  'window_to',
  'follows_to',
  'swept_at',
];

export function tablesOf(db: MemoryDatabase): Tables {
  const rows = (list: Iterable<unknown[]>): string[] => [...list].map((row) => JSON.stringify(row)).sort();
  return {
    'orders.transitions': rows(
      map(db.transitions.all(), (t) => [
        t.orderId,
        t.version,
        t.shard,
        t.fromVersion,
        t.fromState,
        t.toState,
        t.reason,
        t.ownerEpoch,
        t.decidedBy,
        t.decidedAtMs,
      ]),
    ),
    'inventory.reservations': rows(
      map(db.reservations.all(), (r) => [
        r.orderId,
        r.sku,
        r.quantity,
        r.state,
        r.heldUntilMs,
        r.reservedAtMs,
        r.settledAtMs,
      ]),
    ),
    'inventory.stock': rows(map(db.stock.values(), (s) => [s.sku, s.available])),
    'messaging.outbox': rows(
      map(db.outbox.values(), (m) => [
        m.orderId,
        m.messageId,
        m.schema,
        m.paymentOperation,
        m.requestId,
        m.region,
        m.recordedAtMs,
      ]),
    ),
    'messaging.deliveries': rows(
      map(db.deliveries.values(), (d) => [
        d.orderId,
        d.messageId,
        d.consumer,
        d.shard,
        d.attempts,
        d.notBeforeMs,
        d.lastError,
      ]),
    ),
    'messaging.inbox': rows(map(db.inbox.keys(), (key) => key.split('|'))),
    'messaging.dead_letters': rows(
      map(db.deadLetters.values(), (d) => [d.orderId, d.messageId, d.consumer, d.reason, d.attempts, d.parkedAtMs]),
    ),
    'operations.cases': rows(
      map(db.cases.all(), (c) => [
        c.orderId,
        c.caseId,
        c.about,
        c.reason,
        c.state,
        c.atRiskMinor,
        c.currency,
        c.openedAtMs,
        c.dueAtMs,
      ]),
    ),
    'operations.sweeps': rows(
      map(db.sweeps.values(), (s) => [
        s.region,
        s.pass,
        s.fromMs,
        s.toMs,
        s.followsMs,
        s.sweptAtMs,
        s.charges,
        s.agreed,
        s.waiting,
        s.findings,
      ]),
    ),
    'operations.sales': rows(map(db.sales.values(), (s) => [s.hourMs, s.currency, s.orders, s.amountMinor])),
  };
}

function* map<A, B>(list: Iterable<A>, by: (item: A) => B): Iterable<B> {
  for (const item of list) yield by(item);
}
