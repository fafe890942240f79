/**
 * Dead letters put back into their queues: each once, however many people, clicks and machines ask; and what is done once the effect of
 * one that was put back is durable.
 */
import type { DeadLetterRef } from '../domain/dead-letter';
import { shardOf } from '../domain/shard';
import type { NewEvidence } from '../domain/evidence';
import { auditedOnce, auditJson, type NewAuditEntry } from './audit';
import { hasNoShare, isShared, shareWith } from './click-shares';
import { EVIDENCE_COLUMNS, evidenceJson, evidenceSelect } from './evidence-rows';
import { CLOSED_CASES, closeCases, type ClosedCase, closedCasesJson, evidenceOfCases, ONCE } from './new-cases';
import { epochMs, instant, type Sql } from './sql';

export interface Redriven {
  /** Back in their queues. */
  readonly queued: number;
  /** Their effect was there already: settled, and not queued again. */
  readonly effected: number;
}

export interface UnknownVersion extends DeadLetterRef {
  readonly schema: string;
  readonly schemaVersion: number;
}

export interface SettledLetter extends DeadLetterRef {
  readonly schema: string;
  readonly consumedAtMs: number;
  /** Another letter of the same schema of this order is still parked, or on its way. */
  readonly moreOpen: boolean;
}

export interface RedriveStore {
  /**
   * What is parked and not put back of `refs`, with one row of evidence each. Null: this click is known, or nothing of it is parked.
   * @param entry null for a machine, which has no audit.
   */
  redrive(
    refs: readonly DeadLetterRef[],
    entry: NewAuditEntry | null,
    evidence: readonly NewEvidence[],
    nowMs: number,
  ): Promise<Redriven | null>;
  /** Whether this click put back anything of an order that is here now, wherever the order was then. */
  isShared(operationId: string): Promise<boolean>;
  /** Parked because their version was not known. */
  unknownVersions(limit: number): Promise<UnknownVersion[]>;
  /** Put back, acted on since, and not settled yet. */
  actedOn(limit: number): Promise<SettledLetter[]>;
  settle(
    refs: readonly DeadLetterRef[],
    closes: readonly ClosedCase[],
    evidence: readonly NewEvidence[],
    nowMs: number,
  ): Promise<void>;
}

const refsJson = (refs: readonly DeadLetterRef[]): string =>
  JSON.stringify(
    refs.map(({ consumer, messageId, orderId }) => ({
      order_id: orderId,
      message_id: messageId,
      consumer,
      shard: shardOf(orderId),
    })),
  );

const REFS = `jsonb_to_recordset($1::jsonb) as r(order_id text, message_id text, consumer text, shard smallint)`;
const OF_LETTER = (letter: string, other: string): string =>
  `${letter}.order_id = ${other}.order_id and ${letter}.message_id = ${other}.message_id and ${letter}.consumer = ${other}.consumer`;

/*
 * A letter of an order whose shard is on its way to the other region stays parked and goes along: here its queue is written no more.
 * Locking: the letters' rows, in the order of their keys; of two that ask at once the second finds redriven_at set and leaves them out.
 * The messages are held in the outbox, so that none leaves it while it is queued.
 */
const redriveWith = (entry: string, click: { readonly fits: string; readonly shared: string }): string => `
with chosen as materialized (
  select l.order_id, l.message_id, l.consumer, r.shard from messaging.dead_letters l join ${REFS} on ${OF_LETTER('l', 'r')}
  where l.redriven_at is null and (l.consumer like 'region:%' or not orders.is_closed(l.order_id))${click.fits} order by l.order_id, l.message_id, l.consumer for update of l
), message as materialized (
  select h.order_id, h.message_id
  from (select array_agg(order_id) as orders, array_agg(message_id) as messages from chosen) c, messaging.hold(c.orders, c.messages) h
  group by h.order_id, h.message_id
), ${entry}, back as (
  update messaging.dead_letters l set redriven_at = ${instant('$3')}, redrives = l.redrives + 1,
    settled_at = case when i.consumed_at is not null then ${instant('$3')} end
  from entry, chosen c join message m on m.order_id = c.order_id and m.message_id = c.message_id
    left join messaging.inbox i on i.order_id = c.order_id and i.consumer = c.consumer and i.message_id = c.message_id
  where ${OF_LETTER('l', 'c')}
  returning l.order_id, l.message_id, l.consumer, c.shard, l.settled_at is not null as effected
), queued as (
  insert into messaging.deliveries (order_id, message_id, consumer, shard, not_before, enqueued_at)
  select b.order_id, b.message_id, b.consumer, b.shard, ${instant('$3')}, ${instant('$3')} from back b where not b.effected
  on conflict do nothing
)${click.shared}, witnessed as (
  insert into orders.evidence (${EVIDENCE_COLUMNS})
  select ${evidenceSelect()} from back b join orders.orders o on o.order_id = b.order_id
    join jsonb_to_recordset($2::jsonb) as e(ord int, order_id text, lane text, kind text, observed_at float8, region text, request_id text,
      trace_id text, payment_operation text, message_id text, provider_reference text, actor text, owner_epoch int, order_version int,
      attempt int, replayed boolean, detail text) on e.order_id = b.order_id and e.message_id = b.message_id and e.detail::json ->> 'consumer' = b.consumer
  order by e.order_id, e.ord
)
select count(*) filter (where not effected)::int as queued, count(*) filter (where effected)::int as effected from back`;

const ANY_CHOSEN = `(select 1 from chosen c join message m on m.order_id = c.order_id and m.message_id = c.message_id limit 1) there_is`;

const BY_MACHINE = redriveWith(`entry as (select 1 as seq from ${ANY_CHOSEN})`, { fits: '', shared: '' });
const BY_PERSON = redriveWith(`entry as (${auditedOnce('$4', ANY_CHOSEN)})`, {
  fits: ` and ${hasNoShare('l.order_id', '$4')}`,
  shared: `, shared as (${shareWith('back', '$4')})`,
});

export function redriveStore(sql: Sql): RedriveStore {
  return {
    async redrive(refs, entry, evidence, nowMs) {
      if (refs.length === 0) return null;
      const values = [refsJson(refs), evidenceJson(evidence), nowMs];
      const rows =
        entry === null
          ? await sql.rows<Redriven>('redrives_by_machine', BY_MACHINE, values)
          : await sql.rows<Redriven>('redrives_by_person', BY_PERSON, [...values, auditJson(entry)]);
      const [done] = rows;
      return done === undefined || done.queued + done.effected === 0 ? null : done;
    },
    isShared: (operationId) => isShared(sql, operationId),
    unknownVersions: (limit) =>
      sql.rows<UnknownVersion>(
        'redrives_unknown_versions',
        `select l.order_id as "orderId", l.message_id as "messageId", l.consumer, m.schema, m.schema_version as "schemaVersion"
         from messaging.dead_letters l join messaging.outbox m on m.order_id = l.order_id and m.message_id = l.message_id
         where l.redriven_at is null and (l.code = 'unknown_version' or (l.code is null and l.reason like 'unknown version %'))
         order by l.parked_at limit $1`,
        [limit],
      ),
    actedOn: (limit) =>
      sql.rows<SettledLetter>(
        'redrives_acted_on',
        `select l.order_id as "orderId", l.message_id as "messageId", l.consumer, coalesce(m.schema, '') as schema, ${epochMs('i.consumed_at')} as "consumedAtMs",
           exists (select 1 from messaging.dead_letters o join messaging.outbox n on n.order_id = o.order_id and n.message_id = o.message_id
             where o.order_id = l.order_id and o.consumer = l.consumer and o.message_id <> l.message_id and o.settled_at is null and n.schema = m.schema) as "moreOpen"
         from messaging.dead_letters l
           join messaging.inbox i on i.order_id = l.order_id and i.consumer = l.consumer and i.message_id = l.message_id
           left join messaging.outbox m on m.order_id = l.order_id and m.message_id = l.message_id
         where l.redriven_at is not null and l.settled_at is null order by l.redriven_at limit $1`,
        [limit],
      ),
    async settle(refs, closes, evidence, nowMs) {
      await sql.rows(
        'redrives_settle',
        `with done as (
           update messaging.dead_letters l set settled_at = ${instant('$2')} from ${REFS}
           where ${OF_LETTER('l', 'r')} and l.redriven_at is not null and l.settled_at is null returning l.order_id
         ), opened as (select order_id, case_id, about from operations.cases where false
         ), closed as (${closeCases('$3', '$2', 'join (select distinct order_id from done) d on d.order_id = c.order_id')} ${CLOSED_CASES}
         )
         insert into orders.evidence (${EVIDENCE_COLUMNS}) select ${evidenceSelect()} from ${evidenceOfCases('$4')} where ${ONCE} order by e.order_id, e.ord`,
        [refsJson(refs), nowMs, closedCasesJson(closes), evidenceJson(evidence)],
      );
    },
  };
}
