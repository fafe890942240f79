/** Published messages, how far one consumer is with each, and giving it those that it has not acted on. */
import type { Envelope } from '../contracts/envelope';
import type { NewEvidence } from '../domain/evidence';
import type { ReplaySelection } from '../domain/replay';
import { shardOf } from '../domain/shard';
import { auditedOnce, auditJson, type NewAuditEntry } from './audit';
import { hasNoShare, isShared, shareWith } from './click-shares';
import { EVIDENCE_COLUMNS, evidenceJson, evidenceRecordset, evidenceSelect } from './evidence-rows';
import { ENVELOPE_COLUMNS } from './message-archives';
import { instant, type Sql } from './sql';

type MessageRef = Pick<Envelope, 'orderId' | 'messageId'>;

export interface ConsumerStanding extends MessageRef {
  readonly effected: boolean;
  readonly undelivered: boolean;
  readonly parked: boolean;
}

export interface ReplayStore {
  /** In the outbox, oldest first. */
  published(selection: ReplaySelection, schemas: readonly string[], limit: number): Promise<Envelope[]>;
  standings(consumer: string, refs: readonly MessageRef[]): Promise<ConsumerStanding[]>;
  /**
   * Into the consumer's queue, each that it has not acted on, that is not there and not parked; one that has left the outbox is put back
   * into it. Returns how many; null where this click is known, or none is left to queue.
   */
  queue(
    consumer: string,
    messages: readonly (Envelope & { readonly archived: boolean })[],
    entry: NewAuditEntry,
    evidence: readonly NewEvidence[],
    nowMs: number,
  ): Promise<number | null>;
  /** Whether this click queued anything of an order that is here now, wherever the order was then. */
  isShared(operationId: string): Promise<boolean>;
}

/*
 * A message of an order whose shard is on its way to the other region is left out: here its queue is written no more.
 * Locking: the messages are held in the outbox, so that none leaves it while it is queued. Of two replays at once, or a replay and
 * a redrive, the queue's key lets one in.
 */
const QUEUE = `
with asked as materialized (
  select * from jsonb_to_recordset($1::jsonb) as r(order_id text, message_id text, shard smallint, archived boolean, schema text, schema_version int,
    payment_operation text, request_id text, trace_id text, region text, payload jsonb, recorded_at float8)
), present as materialized (
  select h.order_id, h.message_id
  from (select array_agg(order_id) as orders, array_agg(message_id) as messages from asked) a, messaging.hold(a.orders, a.messages) h
), fit as materialized (
  select a.* from asked a
  where (a.archived or (a.order_id, a.message_id) in (select order_id, message_id from present))
    and not exists (select 1 from messaging.inbox i where i.order_id = a.order_id and i.consumer = $2 and i.message_id = a.message_id)
    and not exists (select 1 from messaging.deliveries d where d.order_id = a.order_id and d.message_id = a.message_id and d.consumer = $2)
    and not exists (select 1 from messaging.dead_letters l where l.order_id = a.order_id and l.message_id = a.message_id and l.consumer = $2 and l.settled_at is null)
    and not orders.is_closed(a.order_id) and ${hasNoShare('a.order_id', '$3')}
), entry as (${auditedOnce('$3', '(select 1 from fit limit 1) there_is')}
), restored as (
  insert into messaging.outbox (order_id, message_id, schema, schema_version, payment_operation, request_id, trace_id, region, payload, recorded_at)
  select f.order_id, f.message_id, f.schema, f.schema_version, f.payment_operation, f.request_id, f.trace_id, f.region, f.payload, to_timestamp(f.recorded_at / 1000)
  from entry, fit f where f.archived and (f.order_id, f.message_id) not in (select order_id, message_id from present)
  on conflict (order_id, message_id) do nothing
), queued as (
  insert into messaging.deliveries (order_id, message_id, consumer, shard, not_before, enqueued_at)
  select f.order_id, f.message_id, $2, f.shard, ${instant('$5')}, ${instant('$5')} from entry, fit f
  on conflict do nothing
  returning order_id, message_id
), shared as (${shareWith('queued', '$3')}
), witnessed as (
  insert into orders.evidence (${EVIDENCE_COLUMNS})
  select ${evidenceSelect()} from queued q join orders.orders o on o.order_id = q.order_id
    join ${evidenceRecordset('$4')} on e.order_id = q.order_id and e.message_id = q.message_id
  order by e.order_id, e.ord
)
select count(*)::int as queued from queued`;

export function replayStore(sql: Sql): ReplayStore {
  return {
    published: (selection, schemas, limit) =>
      selection.kind === 'order'
        ? sql.rows<Envelope>(
            'replays_of_order',
            `select ${ENVELOPE_COLUMNS} from messaging.outbox m where m.order_id = $1 and m.schema = any($2::text[]) order by m.position limit $3`,
            [selection.orderId, schemas, limit],
          )
        : sql.rows<Envelope>(
            'replays_of_window',
            `select ${ENVELOPE_COLUMNS} from messaging.outbox m
             where m.recorded_at >= ${instant('$1')} and m.recorded_at < ${instant('$2')} and m.schema = any($3::text[])
             order by m.recorded_at, m.position limit $4`,
            [selection.fromMs, selection.toMs, schemas, limit],
          ),
    standings: (consumer, refs) =>
      sql.rows<ConsumerStanding>(
        'replays_standings',
        `select r.order_id as "orderId", r.message_id as "messageId",
           exists (select 1 from messaging.inbox i where i.order_id = r.order_id and i.consumer = $1 and i.message_id = r.message_id) as effected,
           exists (select 1 from messaging.deliveries d where d.order_id = r.order_id and d.message_id = r.message_id and d.consumer = $1) as undelivered,
           exists (select 1 from messaging.dead_letters l where l.order_id = r.order_id and l.message_id = r.message_id and l.consumer = $1
             and l.settled_at is null) as parked
         from unnest($2::text[], $3::text[]) as r(order_id, message_id)`,
        [consumer, refs.map(({ orderId }) => orderId), refs.map(({ messageId }) => messageId)],
      ),
    async queue(consumer, messages, entry, evidence, nowMs) {
      const rows = await sql.rows<{ queued: number }>('replays_queue', QUEUE, [
        JSON.stringify(
          messages.map((message) => ({
            order_id: message.orderId,
            message_id: message.messageId,
            shard: shardOf(message.orderId),
            archived: message.archived,
            schema: message.schema,
            schema_version: message.schemaVersion,
            payment_operation: message.paymentOperation,
            request_id: message.requestId,
            trace_id: message.traceId,
            region: message.region,
            payload: message.archived ? message.payload : null,
            recorded_at: message.recordedAtMs,
          })),
        ),
        consumer,
        auditJson(entry),
        evidenceJson(evidence),
        nowMs,
      ]);
      const queued = rows[0]?.queued ?? 0;
      return queued === 0 ? null : queued;
    },
    isShared: (operationId) => isShared(sql, operationId),
  };
}
