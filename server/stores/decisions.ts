/** A batch of decisions, each under its version and its shard's epoch, with everything that it makes durable: one statement. */
import type { DecisionRecord } from '../domain/decision-record';
import { EVIDENCE_COLUMNS, evidenceJson, evidenceSelect } from './evidence-rows';
import {
  AFTER_CLOSING,
  CLOSED_CASES,
  closeCases,
  closedCasesJson,
  evidenceOfCases,
  insertCases,
  newCasesJson,
  ONCE,
  OPENED_CASES,
} from './new-cases';
import { epochMs, instant, refusalCode, type Sql } from './sql';

/** `applied`: written. `stale`: the order moved since it was read. `fenced`: the epoch is not the shard's current one. `hold_gone`: it ended meanwhile. `refused`: a constraint of the database forbids it, now and later. */
export type DecideAnswer = 'applied' | 'stale' | 'fenced' | 'hold_gone' | 'refused';

/*
 * Locking: order rows are locked by their update, in order_id order of the input; holds and stock follow. A shard's shared lock is
 * taken by holds_epoch before its order rows. An order that moved meanwhile fails its version and is left out, with all its effects.
 */
const DECIDE = `
with input as materialized (
  select * from jsonb_to_recordset($1::jsonb) as d(order_id text, shard int, owner_epoch int, expected_version int, from_state text, to_state text,
    reason text, hold text, held_until float8, deadline_at float8, decided_by text)
), allowed as materialized (
  select i.*, orders.holds_epoch(i.shard, i.owner_epoch) as owned from input i order by i.shard, i.order_id
), moved as (
  update orders.orders o set state = a.to_state, version = o.version + 1, reason = a.reason, owner_epoch = a.owner_epoch,
    held_until = case a.hold when 'keep' then o.held_until when 'extend' then greatest(o.held_until, to_timestamp(a.held_until / 1000)) end,
    deadline_at = coalesce(to_timestamp(a.deadline_at / 1000), o.deadline_at), updated_at = ${instant('$2')}
  from allowed a
  where a.owned and a.to_state is not null and o.order_id = a.order_id and o.version = a.expected_version and o.state = a.from_state
    and (a.hold <> 'commit' or o.held_until > ${instant('$2')})
  returning o.order_id, o.shard, o.region, o.version, o.state, o.held_until, a.from_state, a.hold, a.reason, a.owner_epoch, a.decided_by
), stayed as (
  select o.order_id, o.shard, o.region, a.owner_epoch from allowed a join orders.orders o on o.order_id = a.order_id
  where a.owned and a.to_state is null and o.version = a.expected_version
), applied as (
  select order_id, shard, region, owner_epoch from moved union all select order_id, shard, region, owner_epoch from stayed
), step as (
  insert into orders.transitions (order_id, version, shard, from_version, from_state, to_state, reason, owner_epoch, decided_by, decided_at)
  select m.order_id, m.version, m.shard, m.version - 1, m.from_state, m.state, m.reason, m.owner_epoch, m.decided_by, ${instant('$2')} from moved m
), holds as materialized (
  -- materialized: of a union that is planned into the update, a line that was settled meanwhile would be left out, not refused
  select m.order_id, m.hold, m.held_until from moved m where m.hold <> 'keep'
  union all select s.order_id, a.hold, null from stayed s join allowed a on a.order_id = s.order_id where a.hold = 'release'
), settled as (
  update inventory.reservations r set
    state = case m.hold when 'commit' then 'committed' when 'release' then 'released' else r.state end,
    settled_at = case when m.hold in ('commit', 'release') then ${instant('$2')} end,
    held_until = case m.hold when 'extend' then m.held_until else r.held_until end
  -- a line that was released meanwhile is not skipped by a confirmation: the database refuses its second settlement, and all with it
  from holds m where r.order_id = m.order_id and (r.state = 'held' or m.hold = 'commit')
  returning r.sku, r.quantity, m.hold
), given_back as (
  update inventory.stock s set available = s.available + b.quantity, updated_at = ${instant('$2')}
  from (select sku, sum(quantity)::int as quantity from settled where hold = 'release' group by sku) b where s.sku = b.sku
), money as (
  insert into payments.operations (order_id, operation, kind, amount_minor, currency, payment_method, provider_reference, attempts, first_attempt_at,
    last_send_at, next_check_at, intended_at, updated_at, case_id)
  select p.order_id, p.operation, p.kind, p.amount_minor, p.currency, p.payment_method, p.provider_reference, p.attempts,
    to_timestamp(p.first_attempt_at / 1000), to_timestamp(p.last_send_at / 1000), to_timestamp(p.next_check_at / 1000), ${instant('$2')}, ${instant('$2')},
    p.case_id
  from applied a join jsonb_to_recordset($3::jsonb) as p(order_id text, operation text, kind text, amount_minor int, currency text, payment_method text,
    provider_reference text, attempts int, first_attempt_at float8, last_send_at float8, next_check_at float8, case_id text) on p.order_id = a.order_id
  on conflict (order_id, operation) do nothing
), published as (
  insert into messaging.outbox (order_id, message_id, schema, schema_version, payment_operation, request_id, trace_id, region, payload, recorded_at)
  select m.order_id, m.message_id, m.schema, m.schema_version, m.payment_operation, m.request_id, m.trace_id, a.region, m.payload, ${instant('$2')}
  from applied a join jsonb_to_recordset($5::jsonb) as m(order_id text, message_id text, schema text, schema_version int, payment_operation text,
    request_id text, trace_id text, payload jsonb) on m.order_id = a.order_id
  on conflict (order_id, message_id) do nothing
  returning order_id, message_id
), queued as (
  insert into messaging.deliveries (order_id, message_id, consumer, shard, not_before, enqueued_at)
  select d.order_id, d.message_id, d.consumer, a.shard, ${instant('$2')}, ${instant('$2')}
  from jsonb_to_recordset($6::jsonb) as d(order_id text, message_id text, consumer text)
  join published p on p.order_id = d.order_id and p.message_id = d.message_id join applied a on a.order_id = d.order_id
  on conflict do nothing
), taken_off as (
  delete from messaging.deliveries q using jsonb_to_recordset($7::jsonb) as c(order_id text, message_id text, consumer text), applied a
  where a.order_id = c.order_id and q.order_id = c.order_id and q.message_id = c.message_id and q.consumer = c.consumer
), consumed as (
  insert into messaging.inbox (order_id, consumer, message_id, consumed_at)
  select c.order_id, c.consumer, c.message_id, ${instant('$2')}
  from applied a join jsonb_to_recordset($7::jsonb) as c(order_id text, message_id text, consumer text) on c.order_id = a.order_id
), closed as (${closeCases('$9', '$2', 'join applied a on a.order_id = c.order_id')} ${CLOSED_CASES}
), opened as (${insertCases('$8', '$2', `join applied a on a.order_id = c.order_id ${AFTER_CLOSING}`)} ${OPENED_CASES}
), witnessed as (
  insert into orders.evidence (${EVIDENCE_COLUMNS})
  select ${evidenceSelect()} from applied a join ${evidenceOfCases('$4')} on e.order_id = a.order_id where ${ONCE} order by e.order_id, e.ord
), repaired as (
  update operations.repairs r set state = s.state, after = s.after::json, refused_because = s.because, settled_at = ${instant('$2')}
  from applied a join jsonb_to_recordset($10::jsonb) as s(order_id text, repair_id text, state text, because text, after text) on s.order_id = a.order_id
  where r.order_id = s.order_id and r.repair_id = s.repair_id and r.state = 'requested'
), refund_ordered as (
  insert into orders.refunds (order_id, n, amount_minor, repair_id, ordered_at)
  select f.order_id, coalesce((select max(k.n) from orders.refunds k where k.order_id = f.order_id), 0) + 1, f.amount_minor, f.repair_id, ${instant('$2')}
  from applied a join jsonb_to_recordset($11::jsonb) as f(order_id text, repair_id text, amount_minor int) on f.order_id = a.order_id
  on conflict do nothing
)
select l.order_id, l.owned, (a.order_id is not null) as applied,
  -- by key, row by row: a join would let the planner read the whole table
  (select o.version from orders.orders o where o.order_id = l.order_id) as version,
  (select ${epochMs('o.held_until')} from orders.orders o where o.order_id = l.order_id) as held_until_ms
from allowed l left join applied a on a.order_id = l.order_id`;

/** The refusals that have an answer of their own: an epoch raised meanwhile, a line that was released meanwhile, a shard handed over. */
const ANSWER_OF: Readonly<Record<string, DecideAnswer>> = { EV001: 'fenced', EV002: 'hold_gone', EV010: 'fenced' };
/** Values that no column takes, integrity violations, and the migration's own codes; anything else (a lost connection) is not an answer. */
const REFUSED = /^(22|23|EV)/;

export async function decide(
  sql: Sql,
  records: readonly DecisionRecord[],
  nowMs: number,
): Promise<ReadonlyMap<string, DecideAnswer>> {
  const answers = new Map<string, DecideAnswer>();
  if (records.length === 0) return answers;
  // one order, one decision a statement: a second one of the same order waits for the next batch
  const batch = [...new Map(records.map((record) => [record.orderId, record])).values()].sort((a, b) =>
    a.orderId < b.orderId ? -1 : 1,
  );
  const rows = await sql
    .rows<{ order_id: string; owned: boolean; applied: boolean; version: number | null; held_until_ms: number | null }>(
      'orders_decide',
      DECIDE,
      [
        JSON.stringify(batch.map(decisionJson)),
        nowMs,
        JSON.stringify(batch.flatMap((record) => record.operations.map(operationJson))),
        evidenceJson(batch.flatMap((record) => record.evidence)),
        JSON.stringify(batch.flatMap((record) => record.messages.map(messageJson))),
        JSON.stringify(
          batch.flatMap((record) =>
            record.messages.flatMap((message) =>
              message.consumers.map((consumer) => ({
                order_id: message.orderId,
                message_id: message.messageId,
                consumer,
              })),
            ),
          ),
        ),
        JSON.stringify(
          batch.flatMap((record) =>
            record.consumed === null
              ? []
              : [
                  {
                    order_id: record.orderId,
                    message_id: record.consumed.messageId,
                    consumer: record.consumed.consumer,
                  },
                ],
          ),
        ),
        newCasesJson(batch.flatMap((record) => record.cases)),
        closedCasesJson(
          batch.flatMap(({ closes, decidedBy, orderId }) =>
            closes.map((each) => ({ ...each, orderId, closedBy: decidedBy })),
          ),
        ),
        JSON.stringify(batch.flatMap(repairJson)),
        JSON.stringify(batch.flatMap(refundJson)),
      ],
    )
    .catch((error: unknown) => {
      // the database's own refusal (an epoch raised meanwhile, a constraint): nothing of the batch happened
      const refusal = refusalCode(error);
      if (refusal !== null && REFUSED.test(refusal.code)) return ANSWER_OF[refusal.code] ?? 'refused';
      throw error;
    });
  if (typeof rows === 'string') {
    // one by one, so that one order that is refused does not hold up the others
    if (batch.length === 1) return new Map(batch.map((record) => [record.orderId, rows]));
    for (const record of batch)
      for (const [orderId, answer] of await decide(sql, [record], nowMs)) answers.set(orderId, answer);
    return answers;
  }
  const byId = new Map(batch.map((record) => [record.orderId, record]));
  for (const row of rows) {
    const record = byId.get(row.order_id);
    // read as the statement began: an order that another writer moved while we waited still looks unmoved here
    const unmoved = record !== undefined && row.version === record.expectedVersion;
    const ended = row.held_until_ms === null || row.held_until_ms <= nowMs;
    const holdGone = unmoved && record.hold === 'commit' && ended;
    answers.set(row.order_id, row.applied ? 'applied' : !row.owned ? 'fenced' : holdGone ? 'hold_gone' : 'stale');
  }
  return answers;
}

const decisionJson = (record: DecisionRecord) => ({
  order_id: record.orderId,
  shard: record.shard,
  owner_epoch: record.ownerEpoch,
  expected_version: record.expectedVersion,
  from_state: record.from,
  to_state: record.to,
  reason: record.reason,
  hold: record.hold,
  held_until: record.heldUntilMs,
  deadline_at: record.deadlineAtMs,
  decided_by: record.decidedBy,
});

const operationJson = (planned: DecisionRecord['operations'][number]) => ({
  order_id: planned.orderId,
  operation: planned.operation,
  kind: planned.kind,
  amount_minor: planned.amount.amountMinor,
  currency: planned.amount.currency,
  payment_method: planned.paymentMethod,
  provider_reference: planned.providerReference,
  attempts: planned.attempts,
  first_attempt_at: planned.firstAttemptAtMs,
  last_send_at: planned.lastSendAtMs,
  next_check_at: planned.nextCheckAtMs,
  case_id: planned.caseId ?? null,
});

const messageJson = (message: DecisionRecord['messages'][number]) => ({
  order_id: message.orderId,
  message_id: message.messageId,
  schema: message.schema,
  schema_version: message.schemaVersion,
  payment_operation: message.paymentOperation,
  request_id: message.requestId,
  trace_id: message.traceId,
  payload: message.payload,
});

const repairJson = ({ orderId, repair }: DecisionRecord) =>
  repair === null
    ? []
    : [
        {
          order_id: orderId,
          repair_id: repair.repairId,
          state: repair.state,
          because: repair.because,
          after: repair.after === null ? null : JSON.stringify(repair.after),
        },
      ];

const refundJson = ({ orderId, refund }: DecisionRecord) =>
  refund === null ? [] : [{ order_id: orderId, repair_id: refund.repairId, amount_minor: refund.amountMinor }];
