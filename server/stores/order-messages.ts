/** What was promised to be told of one order, and how far each consumer is with it. */
import type { ArchivedOrderMessage } from '../domain/archived-order-message';
import { epochMs, type Sql } from './sql';

export interface OrderMessage {
  readonly messageId: string;
  readonly schema: string;
  readonly schemaVersion: number;
  readonly paymentOperation: string | null;
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly recordedAtMs: number;
  readonly consumers: readonly MessageProgress[];
}

export interface MessageProgress {
  readonly consumer: string;
  readonly state: 'undelivered' | 'consumed' | 'parked';
  readonly attempts: number;
  readonly lastError: string | null;
  /** Consumed, parked, or queued since. */
  readonly atMs: number;
}

export interface OrderMessageStore {
  /** Oldest first. */
  ofOrder(orderId: string): Promise<OrderMessage[]>;
  /** Oldest first. */
  archivedOf(orderId: string): Promise<ArchivedOrderMessage[]>;
}

const PROGRESS = `
  select 'undelivered' as state, d.consumer, d.attempts, d.last_error, d.enqueued_at as at
  from messaging.deliveries d where d.order_id = m.order_id and d.message_id = m.message_id
  union all
  select 'consumed', i.consumer, 0, null, i.consumed_at from messaging.inbox i where i.order_id = m.order_id and i.message_id = m.message_id
  union all
  select 'parked', l.consumer, l.attempts, l.reason, l.parked_at
  from messaging.dead_letters l where l.order_id = m.order_id and l.message_id = m.message_id and l.redriven_at is null`;

export function orderMessageStore(sql: Sql): OrderMessageStore {
  return {
    ofOrder: (orderId) =>
      sql.rows<OrderMessage>(
        'order_messages_of_order',
        `select m.message_id as "messageId", m.schema, m.schema_version as "schemaVersion", m.payment_operation as "paymentOperation",
           m.request_id as "requestId", m.trace_id as "traceId", ${epochMs('m.recorded_at')} as "recordedAtMs",
           coalesce((select json_agg(json_build_object('consumer', p.consumer, 'state', p.state, 'attempts', p.attempts, 'lastError', p.last_error,
             'atMs', ${epochMs('p.at')}) order by p.consumer) from (${PROGRESS}) p), '[]') as consumers
         from messaging.outbox m where m.order_id = $1 order by m.position`,
        [orderId],
      ),
    archivedOf: (orderId) =>
      sql.rows<ArchivedOrderMessage>(
        'order_messages_archived',
        `select d.message_id as "messageId", d.schema, d.schema_version as "schemaVersion", ${epochMs('d.recorded_at')} as "recordedAtMs",
           d.archive, ${epochMs('a.archived_at')} as "archivedAtMs"
         from messaging.archived d left join messaging.archives a on a.archive = d.archive
         where d.order_id = $1 order by d.recorded_at, d.message_id`,
        [orderId],
      ),
  };
}
