/**
 * The queues: one row for each consumer that has not yet acted on a message. A message leaves with its effect and in its
 * transaction, or is parked with its reason; it is never dropped.
 */
import type { ParkedMessage } from '../contracts/parked';
import type { OrderFacts, OrderReason, OrderState } from '../domain/order';
import type { OrderRecord } from '../domain/order-record';
import type { NewCase } from '../domain/reconciliation-case';
import type { NewEvidence } from '../domain/evidence';
import { EVIDENCE_COLUMNS, evidenceJson, evidenceSelect } from './evidence-rows';
import { ORDER_COLUMNS, orderRecordOf, type OrderRow } from './orders';
import { evidenceOfCases, insertCases, newCasesJson, ONCE, OPENED_CASES } from './new-cases';
import { epochMs, instant, type Sql } from './sql';

export interface QueuedMessage {
  readonly orderId: string;
  readonly messageId: string;
  readonly schema: string;
  readonly schemaVersion: number;
  readonly paymentOperation: string | null;
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly payload: unknown;
  readonly attempts: number;
  /** Why the last try had no effect; null before the first. */
  readonly lastError: string | null;
  readonly recordedAtMs: number;
}

export interface QueuedForOwner extends QueuedMessage {
  readonly order: OrderRecord & Pick<OrderFacts, 'refundOrderedMinor'>;
}

export interface QueueDepth {
  readonly consumer: string;
  readonly undelivered: number;
  readonly oldestAtMs: number | null;
}

export interface DeliveryStore {
  /** The first of each order's queue where it is due, oldest first, with the order as it stands; for the confirmation worker. */
  forOwner(shards: readonly number[], nowMs: number, limit: number): Promise<QueuedForOwner[]>;
  /** Oldest first for any other consumer. */
  forConsumer(consumer: string, nowMs: number, limit: number): Promise<QueuedMessage[]>;
  /** Tried without effect: again at `notBeforeMs`. */
  postpone(
    message: { orderId: string; messageId: string; consumer: string },
    error: string,
    notBeforeMs: number,
  ): Promise<void>;
  /** Off the queue and into the dead letters, with its reason and evidence; with a case where a side effect is unresolved. */
  park(
    message: { orderId: string; messageId: string; consumer: string },
    why: ParkedMessage,
    evidence: readonly NewEvidence[],
    nowMs: number,
    opened?: NewCase | null,
  ): Promise<void>;
  depths(): Promise<QueueDepth[]>;
}

export function deliveryStore(sql: Sql): DeliveryStore {
  return {
    async forOwner(shards, nowMs, limit) {
      const rows = await sql.rows<MessageRow & OrderRow & { refund_ordered: number | null }>(
        'deliveries_for_owner',
        // one consumer a shard (its lease's holder), so no row locks; the effect's own guards decide
        `select distinct on (q.order_id) ${MESSAGE_COLUMNS}, ${ORDER_COLUMNS},
           case when o.state = 'order_confirmed' then (select sum(r.amount_minor)::int from orders.refunds r where r.order_id = o.order_id) end as refund_ordered
         from (select * from messaging.deliveries d where d.consumer = 'order-owner' and d.shard = any($1::smallint[]) and d.not_before <= ${instant('$2')}
               -- an order's messages are acted on in their order: one that waits for its next try holds back the later ones of its own order, and of no other
               and not exists (select 1 from messaging.deliveries e where e.order_id = d.order_id and e.consumer = d.consumer and e.position < d.position)
               order by d.position limit $3) q
         join messaging.outbox m on m.order_id = q.order_id and m.message_id = q.message_id
         join orders.orders o on o.order_id = q.order_id
         order by q.order_id, q.position`,
        [shards, nowMs, limit],
      );
      return rows.map((row) => ({
        ...messageOf(row),
        order: { ...orderRecordOf(row), refundOrderedMinor: row.refund_ordered ?? 0 },
      }));
    },
    async forConsumer(consumer, nowMs, limit) {
      const rows = await sql.rows<MessageRow>(
        'deliveries_for_consumer',
        `select ${MESSAGE_COLUMNS} from (select * from messaging.deliveries where consumer = $1 and not_before <= ${instant('$2')} and not orders.is_closed(order_id) order by position limit $3) q
         join messaging.outbox m on m.order_id = q.order_id and m.message_id = q.message_id order by q.position`,
        [consumer, nowMs, limit],
      );
      return rows.map(messageOf);
    },
    async postpone(message, error, notBeforeMs) {
      await sql.rows(
        'deliveries_postpone',
        `update messaging.deliveries set attempts = attempts + 1, last_error = $4, not_before = ${instant('$5')}
         where order_id = $1 and message_id = $2 and consumer = $3`,
        [message.orderId, message.messageId, message.consumer, error.slice(0, 500), notBeforeMs],
      );
    },
    async park(message, { code, reason }, evidence, nowMs, opened = null) {
      await sql.rows(
        'deliveries_park',
        `with off as (delete from messaging.deliveries where order_id = $1 and message_id = $2 and consumer = $3 returning attempts),
         parked as (
           insert into messaging.dead_letters (order_id, message_id, consumer, reason, code, attempts, parked_at)
           select $1, $2, $3, $4, $8, attempts, ${instant('$5')} from off
           on conflict (order_id, message_id, consumer) do update set reason = excluded.reason, code = excluded.code, attempts = excluded.attempts, parked_at = excluded.parked_at, redriven_at = null
         ), opened as (${insertCases('$7', '$5', 'join off on true')} ${OPENED_CASES}
         ), closed as (select order_id, case_id, about from opened where false
         )
         insert into orders.evidence (${EVIDENCE_COLUMNS}) select ${evidenceSelect()} from off, ${evidenceOfCases('$6')} where ${ONCE} order by e.ord`,
        [
          message.orderId,
          message.messageId,
          message.consumer,
          reason.slice(0, 500),
          nowMs,
          evidenceJson(evidence),
          newCasesJson(opened === null ? [] : [opened]),
          code,
        ],
      );
    },
    async depths() {
      const rows = await sql.rows<{ consumer: string; undelivered: number; oldest_at_ms: number | null }>(
        'deliveries_depths',
        `select consumer, count(*)::int as undelivered, ${epochMs('min(enqueued_at)')} as oldest_at_ms from messaging.deliveries group by consumer order by consumer`,
        [],
      );
      return rows.map((row) => ({
        consumer: row.consumer,
        undelivered: row.undelivered,
        oldestAtMs: row.oldest_at_ms,
      }));
    },
  };
}

interface MessageRow {
  order_id: string;
  message_id: string;
  schema: string;
  schema_version: number;
  payment_operation: string | null;
  request_id: string | null;
  trace_id: string | null;
  payload: unknown;
  attempts: number;
  last_error: string | null;
  recorded_at_ms: number;
  state: OrderState;
  reason: OrderReason | null;
}

const MESSAGE_COLUMNS = `q.order_id, q.message_id, q.attempts, q.last_error, m.schema, m.schema_version, m.payment_operation, m.request_id, m.trace_id, m.payload,
  ${epochMs('m.recorded_at')} as recorded_at_ms`;

function messageOf(row: MessageRow): QueuedMessage {
  return {
    orderId: row.order_id,
    messageId: row.message_id,
    schema: row.schema,
    schemaVersion: row.schema_version,
    paymentOperation: row.payment_operation,
    requestId: row.request_id,
    traceId: row.trace_id,
    payload: row.payload,
    attempts: row.attempts,
    lastError: row.last_error,
    recordedAtMs: row.recorded_at_ms,
  };
}
