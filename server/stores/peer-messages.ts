/**
 * The queue to the other region: what was published for it and is not known to have had its effect there. A row leaves only on the
 * consumer's acknowledgement.
 */
import { type BusMessage, peerConsumer } from '../domain/bus-message';
import { otherRegion, type Region, shardOf } from '../domain/ids';
import { epochMs, instant, type Sql } from './sql';

export type QueuedForPeer = BusMessage & { readonly attempts: number };

export interface MessageKey {
  readonly orderId: string;
  readonly messageId: string;
}

export interface PeerMessageStore {
  /** The outbox rows and their places in the queue, all or nothing; one that is there already stays as it is. */
  publish(messages: readonly BusMessage[], nowMs: number): Promise<void>;
  /** Oldest first, one of each order: what comes later waits until the one before it left the queue. */
  due(nowMs: number, limit: number): Promise<QueuedForPeer[]>;
  acknowledge(keys: readonly MessageKey[]): Promise<void>;
  /** Tried without effect: again at `notBeforeMs`. */
  postpone(late: readonly (MessageKey & { readonly why: string; readonly notBeforeMs: number })[]): Promise<void>;
}

export function peerMessageStore(sql: Sql, region: Region): PeerMessageStore {
  const consumer = peerConsumer(otherRegion(region));
  return {
    async publish(messages, nowMs) {
      if (messages.length === 0) return;
      await sql.rows('peer_messages_publish', PUBLISH, [JSON.stringify(messages.map(wire)), nowMs, consumer]);
    },
    async due(nowMs, limit) {
      const rows = await sql.rows<Row>('peer_messages_due', DUE, [consumer, nowMs, limit]);
      return rows.map(queuedOf);
    },
    async acknowledge(keys) {
      if (keys.length === 0) return;
      await sql.rows(
        'peer_messages_acknowledge',
        // two workers may have carried the same message: the second finds nothing to delete. One that was put back is settled with it
        `with gone as (
           delete from messaging.deliveries d using unnest($2::text[], $3::text[]) as k(order_id, message_id)
           where d.order_id = k.order_id and d.message_id = k.message_id and d.consumer = $1 returning d.order_id, d.message_id
         )
         update messaging.dead_letters l set settled_at = clock_timestamp() from gone g
         where l.order_id = g.order_id and l.message_id = g.message_id and l.consumer = $1 and l.redriven_at is not null and l.settled_at is null`,
        [consumer, keys.map((key) => key.orderId), keys.map((key) => key.messageId)],
      );
    },
    async postpone(late) {
      if (late.length === 0) return;
      await sql.rows(
        'peer_messages_postpone',
        `update messaging.deliveries d set attempts = d.attempts + 1, last_error = k.why, not_before = ${instant('k.not_before')}
         from unnest($2::text[], $3::text[], $4::text[], $5::float8[]) as k(order_id, message_id, why, not_before)
         where d.order_id = k.order_id and d.message_id = k.message_id and d.consumer = $1`,
        [
          consumer,
          late.map((key) => key.orderId),
          late.map((key) => key.messageId),
          late.map((key) => key.why.slice(0, 500)),
          late.map((key) => key.notBeforeMs),
        ],
      );
    },
  };
}

const PUBLISH = `
with input as materialized (
  select * from jsonb_to_recordset($1::jsonb) as m(order_id text, message_id text, schema text, schema_version int, payment_operation text,
    request_id text, trace_id text, region text, payload jsonb, shard int)
), published as (
  insert into messaging.outbox (order_id, message_id, schema, schema_version, payment_operation, request_id, trace_id, region, payload, recorded_at)
  select order_id, message_id, schema, schema_version, payment_operation, request_id, trace_id, region, payload, ${instant('$2')} from input
  on conflict (order_id, message_id) do nothing
  returning order_id, message_id
)
insert into messaging.deliveries (order_id, message_id, consumer, shard, not_before, enqueued_at)
select p.order_id, p.message_id, $3, i.shard, ${instant('$2')}, ${instant('$2')}
from published p join input i on i.order_id = p.order_id and i.message_id = p.message_id
on conflict do nothing`;

/*
 * No row locks: two workers that carry the same message are one effect, by the consumer's inbox. What waits of the same order is found
 * by the queue's primary key.
 */
const DUE = `
select q.order_id, q.message_id, q.attempts, m.schema, m.schema_version, m.payment_operation, m.request_id, m.trace_id, m.region, m.payload,
  ${epochMs('m.recorded_at')} as recorded_at_ms
from (
  select d.* from messaging.deliveries d
  where d.consumer = $1 and d.not_before <= ${instant('$2')}
    and not exists (select 1 from messaging.deliveries e where e.order_id = d.order_id and e.consumer = d.consumer and e.position < d.position)
  order by d.position limit $3
) q join messaging.outbox m on m.order_id = q.order_id and m.message_id = q.message_id
order by q.position`;

interface Row {
  order_id: string;
  message_id: string;
  attempts: number;
  schema: string;
  schema_version: number;
  payment_operation: string | null;
  request_id: string | null;
  trace_id: string | null;
  region: Region;
  payload: unknown;
  recorded_at_ms: number;
}

const wire = (message: BusMessage) => ({
  order_id: message.orderId,
  message_id: message.messageId,
  schema: message.schema,
  schema_version: message.schemaVersion,
  payment_operation: message.paymentOperation,
  request_id: message.requestId,
  trace_id: message.traceId,
  region: message.region,
  payload: message.payload,
  shard: shardOf(message.orderId),
});

const queuedOf = (row: Row): QueuedForPeer => ({
  orderId: row.order_id,
  messageId: row.message_id,
  schema: row.schema,
  schemaVersion: row.schema_version,
  paymentOperation: row.payment_operation,
  requestId: row.request_id,
  traceId: row.trace_id,
  region: row.region,
  recordedAtMs: row.recorded_at_ms,
  payload: row.payload,
  attempts: row.attempts,
});
