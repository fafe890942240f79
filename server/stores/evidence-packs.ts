/**
 * Everything that is recorded of one order, as one statement: its sections are of one instant, so a decision that commits meanwhile
 * is in all of them or in none. Locking: none.
 */
import type { PackRecords } from '../domain/evidence-pack/records';
import { epochMs, type Sql } from './sql';

export interface EvidencePackStore {
  /** Null: no such order here. */
  records(orderId: string): Promise<PackRecords | null>;
}

const at = (column: string): string => `'${column}_ms', ${epochMs(`t.${column}`)}`;
const plain = (...columns: string[]): string => columns.map((column) => `'${column}', t.${column}`).join(', ');
/** The chain does not tell an absent text from an empty one; a pack writes null for both. */
const text = (...columns: string[]): string =>
  columns.map((column) => `'${column}', nullif(t.${column}, '')`).join(', ');
const hex = (...columns: string[]): string =>
  columns.map((column) => `'${column}', encode(t.${column}, 'hex')`).join(', ');

/** The rows of one table that are the order's, as a JSON list. */
const list = (table: string, by: string, ...fields: string[]): string =>
  `coalesce((select json_agg(json_build_object(${fields.join(', ')}) order by ${by}) from ${table} t where t.order_id = o.order_id), '[]')`;

const ORDER = `(select json_build_object(${[
  plain('order_id', 'shard', 'region', 'reference', 'state', 'version', 'reason', 'owner_epoch', 'total_minor'),
  plain('currency', 'email', 'cart_id', 'cart_version', 'payment_method'),
  ...['held_until', 'deadline_at', 'created_at', 'updated_at'].map(at),
].join(', ')}) from orders.orders t where t.order_id = o.order_id)`;

const EVIDENCE = list(
  'orders.evidence',
  't.seq',
  plain('seq', 'lane', 'kind', 'region', 'actor', 'owner_epoch', 'order_version', 'attempt', 'replayed'),
  text('request_id', 'trace_id', 'payment_operation', 'message_id', 'provider_reference'),
  at('observed_at'),
  at('recorded_at'),
  `'detail_json', t.detail::text`,
  hex('prev_hash', 'hash'),
);

const OPERATIONS = list(
  'payments.operations',
  't.intended_at, t.operation',
  plain('operation', 'kind', 'state', 'amount_minor', 'currency', 'payment_method', 'authorized_minor'),
  plain(
    'authorized_currency',
    'provider_reference',
    'decline_code',
    'unknown_cause',
    'case_id',
    'attempts',
    'checks_done',
  ),
  ...['first_attempt_at', 'last_send_at', 'next_check_at', 'intended_at', 'updated_at'].map(at),
);

const PROGRESS = `(
  select d.order_id, d.message_id, d.consumer, 'undelivered' as state, d.attempts, d.last_error as because, d.enqueued_at as at from messaging.deliveries d
  union all
  select i.order_id, i.message_id, i.consumer, 'consumed', 0, null, i.consumed_at from messaging.inbox i
  union all
  select l.order_id, l.message_id, l.consumer, case when l.redriven_at is null then 'parked' else 'redriven' end, l.attempts, l.reason, l.parked_at
  from messaging.dead_letters l)`;

const MESSAGES = list(
  'messaging.outbox',
  't.position',
  plain('message_id', 'schema', 'schema_version', 'payment_operation', 'request_id', 'trace_id', 'region', 'payload'),
  at('recorded_at'),
  `'consumers', coalesce((select json_agg(json_build_object('consumer', p.consumer, 'state', p.state, 'attempts', p.attempts, 'because', p.because,
    'at_ms', ${epochMs('p.at')}) order by p.consumer, p.at, p.state) from ${PROGRESS} p where p.order_id = o.order_id and p.message_id = t.message_id), '[]')`,
);

const CASES = list(
  'operations.cases',
  't.opened_at, t.case_id',
  plain('case_id', 'reason', 'state', 'severity', 'at_risk_minor', 'currency', 'owner', 'follows', 'verdict'),
  ...['owner_until', 'opened_at', 'due_at', 'escalated_at', 'closed_at'].map(at),
  `'history', coalesce((select json_agg(json_build_object('seq', h.seq, 'at_ms', ${epochMs('h.at')}, 'change', h.change, 'actor', h.actor, 'owner', h.owner,
    'owner_until_ms', ${epochMs('h.owner_until')}, 'severity', h.severity, 'due_at_ms', ${epochMs('h.due_at')}, 'note', h.note) order by h.seq)
    from operations.case_history h where h.order_id = o.order_id and h.case_id = t.case_id), '[]')`,
);

const REPAIRS = list(
  'operations.repairs',
  't.proposed_at, t.repair_id',
  plain('repair_id', 'case_id', 'kind', 'state', 'amount_minor', 'currency', 'operation_id', 'reason'),
  plain('provider_reference', 'evidence_seqs', 'expected_version', 'before', 'after', 'refused_because'),
  plain('proposed_by', 'approved_by'),
  ...['proposed_at', 'approved_at', 'settled_at'].map(at),
  `'basis_json', t.basis::text`,
  hex('basis_hash'),
);

const RECORDS = `json_build_object(
  'order', ${ORDER},
  'lines', ${list('orders.lines', 't.sku', plain('sku', 'name', 'quantity', 'unit_price_minor'))},
  'transitions', ${list('orders.transitions', 't.version', plain('version', 'from_state', 'to_state', 'reason', 'owner_epoch', 'decided_by'), at('decided_at'))},
  'evidence', ${EVIDENCE},
  'reservations', ${list('inventory.reservations', 't.sku', plain('sku', 'quantity', 'state'), at('held_until'), at('reserved_at'), at('settled_at'))},
  'operations', ${OPERATIONS},
  'provider_events', ${list('payments.provider_events', 't.received_at, t.event_id', plain('event_id', 'event_type', 'provider_reference'), at('provider_created_at'), at('received_at'))},
  'messages', ${MESSAGES},
  'mails', ${list('messaging.mails', 't.queued_at, t.message_id', plain('message_id', 'recipient', 'subject', 'body', 'state', 'attempts', 'last_error'), at('queued_at'), at('sent_at'))},
  'cases', ${CASES},
  'repairs', ${REPAIRS},
  'refunds', ${list('orders.refunds', 't.n', plain('n', 'amount_minor', 'repair_id'), at('ordered_at'))}
)`;

export function evidencePackStore(sql: Sql): EvidencePackStore {
  return {
    async records(orderId) {
      const rows = await sql.rows<{ records: PackRecords }>(
        'evidence_packs_records',
        `select ${RECORDS} as records from orders.orders o where o.order_id = $1`,
        [orderId],
      );
      return rows[0]?.records ?? null;
    },
  };
}
