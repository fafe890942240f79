/**
 * The payment receiver's operation store: every outcome is kept by operation, so that a retry can ask about the same intent.
 * An operation's state only moves up (`domain/payment.ts`, RANK), whatever order reports arrive in.
 */
import type { OperationRecord, OperationState } from '../domain/order-record';
import type { PaymentReport } from '../domain/payment-report';
import { EVIDENCE_COLUMNS, evidenceJson, evidenceSelect } from './evidence-rows';
import { gatheredWrites } from './gathered-writes';
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
import { epochMs, instant, type Sql } from './sql';

/** `taken`: the state was new. `known`: nothing new, evidence was still written. `duplicate`: the same webhook again. */
export type RecordAnswer = 'taken' | 'known' | 'duplicate' | 'no_such_operation';

export interface PaymentOperationStore {
  record(report: PaymentReport): Promise<RecordAnswer>;
  list(orderId: string): Promise<OperationRecord[]>;
  /**
   * Claims due work: operations whose `next_check_at` has come, of these kinds. The claim moves `next_check_at` to `leaseMs` from
   * now, so that a worker that dies leaves it to be claimed again; it counts a check (pay) or an attempt (the others).
   */
  claimDue(
    kinds: readonly OperationRecord['kind'][],
    nowMs: number,
    leaseMs: number,
    limit: number,
  ): Promise<OperationRecord[]>;
  /** Brings the next look-up forward to now; false when no such operation is open. */
  checkNow(orderId: string, operation: string, nowMs: number): Promise<boolean>;
  /**
   * Brings forward to now the next look-up of payments of which nobody knows, that were last sent at `sentBeforeMs` or earlier and are
   * planned for later than `plannedAfterMs`: the soonest of them. @returns how many.
   */
  bringForward(sentBeforeMs: number, plannedAfterMs: number, nowMs: number, limit: number): Promise<number>;
}

export function paymentOperationStore(sql: Sql): PaymentOperationStore {
  return {
    record: gatheredWrites<PaymentReport, RecordAnswer>({
      keyOf: ({ orderId }) => orderId,
      writeMany: (reports) => record(sql, reports),
    }),
    async list(orderId) {
      const rows = await sql.rows<OperationRow>(
        'operations_list',
        `select ${OPERATION_COLUMNS} from payments.operations p where p.order_id = $1 order by p.intended_at, p.operation`,
        [orderId],
      );
      return rows.map(operationRecordOf);
    },
    async claimDue(kinds, nowMs, leaseMs, limit) {
      const rows = await sql.rows<OperationRow>(
        'operations_claim_due',
        // skip locked: workers of one region share the queue without waiting for each other
        `with due as (
           select order_id, operation from payments.operations
           where next_check_at <= ${instant('$2')} and kind = any($1::text[]) and not orders.is_closed(order_id)
           order by next_check_at limit $4 for update skip locked
         )
         update payments.operations p set next_check_at = ${instant('$3')}, updated_at = ${instant('$2')},
           checks_done = p.checks_done + (case when p.kind = 'authorize' then 1 else 0 end),
           attempts = p.attempts + (case when p.kind = 'authorize' then 0 else 1 end),
           first_attempt_at = coalesce(p.first_attempt_at, ${instant('$2')}),
           last_send_at = case when p.kind = 'authorize' then p.last_send_at else ${instant('$3')} end
         from due where p.order_id = due.order_id and p.operation = due.operation
         returning ${OPERATION_COLUMNS}`,
        [kinds, nowMs, nowMs + leaseMs, limit],
      );
      return rows.map(operationRecordOf);
    },
    async checkNow(orderId, operation, nowMs) {
      const rows = await sql.rows(
        'operations_check_now',
        `update payments.operations set next_check_at = ${instant('$3')}
         where order_id = $1 and operation = $2 and state in ('intended', 'unknown', 'requires_action', 'processing') returning 1`,
        [orderId, operation, nowMs],
      );
      return rows.length === 1;
    },
    async bringForward(sentBeforeMs, plannedAfterMs, nowMs, limit) {
      const rows = await sql.rows(
        'operations_bring_forward',
        // skip locked: what another worker is claiming or recording in this moment is not waited for
        `with later as (
           select order_id, operation from payments.operations
           where next_check_at > ${instant('$2')} and kind = 'authorize' and state in ('intended', 'unknown')
             and coalesce(last_send_at, intended_at) <= ${instant('$1')} and not orders.is_closed(order_id)
           order by next_check_at limit $4 for update skip locked
         )
         update payments.operations p set next_check_at = ${instant('$3')}
         from later where p.order_id = later.order_id and p.operation = later.operation returning 1`,
        [sentBeforeMs, plannedAfterMs, nowMs, limit],
      );
      return rows.length;
    },
  };
}

/*
 * Locking: the operations' rows are locked in order_id order before their states are compared, so two reports on one operation take turns;
 * evidence and the queue of changes follow in the same order. The event row is the webhook's inbox: a second insert finds the first, and of
 * that report nothing is done. One report of an order in a statement.
 */
const RECORD = `
with input as materialized (
  select * from jsonb_to_recordset($1::jsonb) as i(order_id text, operation text, state text, superseded jsonb, provider_reference text,
    authorized_minor int, authorized_currency text, decline_code text, unknown_cause text, attempts int, plans boolean, next_check_at float8,
    event_id text, event_type text, event_payload jsonb, event_created_at float8,
    message_id text, schema text, schema_version int, request_id text, trace_id text, payload jsonb, consumers jsonb)
), event as (
  insert into payments.provider_events (order_id, event_id, event_type, provider_reference, payload, provider_created_at, received_at)
  select i.order_id, i.event_id, i.event_type, i.provider_reference, i.event_payload, to_timestamp(i.event_created_at / 1000), ${instant('$2')}
  from input i where i.event_id is not null order by i.order_id
  on conflict (order_id, event_id) do nothing
  returning order_id
), fresh as materialized (
  select i.* from input i where i.event_id is null or i.order_id in (select e.order_id from event e)
), known as materialized (
  select p.order_id, p.operation, p.state as before, o.shard, o.region,
    -- that another charge was given back (a duplicate's) says nothing of this one
    (i.state in ('voided', 'refunded') and p.provider_reference <> i.provider_reference) is true as of_another
  from fresh i join payments.operations p on p.order_id = i.order_id and p.operation = i.operation join orders.orders o on o.order_id = p.order_id
  order by p.order_id for update of p
), before as materialized (
  select k.order_id, k.shard, k.region, k.before, k.of_another, i.superseded ? k.before and not k.of_another as news, i.operation, i.state,
    i.provider_reference, i.authorized_minor, i.authorized_currency, i.decline_code, i.unknown_cause, i.attempts, i.plans, i.next_check_at
  from known k join fresh i on i.order_id = k.order_id order by k.order_id
), changed as (
  update payments.operations p set
    state = case when b.news then b.state else p.state end,
    -- of two charges it is the one that holds money
    provider_reference = case when b.news and b.state = 'authorized' then coalesce(b.provider_reference, p.provider_reference) else coalesce(p.provider_reference, b.provider_reference) end,
    authorized_minor = case when b.news then coalesce(b.authorized_minor, p.authorized_minor) else p.authorized_minor end,
    authorized_currency = case when b.news then coalesce(b.authorized_currency, p.authorized_currency) else p.authorized_currency end,
    decline_code = case when b.news then coalesce(b.decline_code, p.decline_code) else p.decline_code end,
    attempts = greatest(p.attempts, b.attempts),
    unknown_cause = case when b.news then b.unknown_cause else p.unknown_cause end,
    -- while the outcome is open every report may move the plan: a look-up without an answer too, or the claim's short lease would be the ladder
    next_check_at = case when not b.plans or b.of_another then p.next_check_at
      when b.news or b.before = b.state or b.before in ('unknown', 'requires_action', 'processing') then to_timestamp(b.next_check_at / 1000) else p.next_check_at end,
    -- what is known already makes nothing young: it is asked since when an authorization waits for its decision
    updated_at = case when b.news or b.before in ('intended', 'unknown', 'requires_action', 'processing') then ${instant('$2')} else p.updated_at end
  from before b where p.order_id = b.order_id and p.operation = b.operation
  returning p.order_id, b.shard, b.region, b.news as taken
), published as (
  insert into messaging.outbox (order_id, message_id, schema, schema_version, payment_operation, request_id, trace_id, region, payload, recorded_at)
  select c.order_id, i.message_id, i.schema, i.schema_version, i.operation, i.request_id, i.trace_id, c.region, i.payload, ${instant('$2')}
  from changed c join fresh i on i.order_id = c.order_id where c.taken and i.message_id is not null order by c.order_id
  on conflict (order_id, message_id) do nothing
  returning order_id, message_id
), queued as (
  insert into messaging.deliveries (order_id, message_id, consumer, shard, not_before, enqueued_at)
  select p.order_id, p.message_id, d.consumer, c.shard, ${instant('$2')}, ${instant('$2')}
  from published p join changed c on c.order_id = p.order_id join fresh i on i.order_id = p.order_id, jsonb_array_elements_text(i.consumers) as d(consumer)
  order by p.order_id
  on conflict do nothing
), closed as (${closeCases('$5', '$2', 'join changed x on x.order_id = c.order_id')} ${CLOSED_CASES}
), opened as (${insertCases('$4', '$2', `join changed k on k.order_id = c.order_id ${AFTER_CLOSING}`)} ${OPENED_CASES}
), witnessed as (
  insert into orders.evidence (${EVIDENCE_COLUMNS})
  select ${evidenceSelect()} from changed c join ${evidenceOfCases('$3')} on e.order_id = c.order_id where ${ONCE} order by e.order_id, e.ord
)
select i.order_id, i.order_id in (select f.order_id from fresh f) as fresh, c.taken from input i left join changed c on c.order_id = i.order_id`;

/** @param reports each of another order. @returns what became of each, in their order. */
async function record(sql: Sql, reports: readonly PaymentReport[]): Promise<RecordAnswer[]> {
  const rows = await sql.rows<{ order_id: string; fresh: boolean; taken: boolean | null }>(
    'operations_record',
    RECORD,
    [
      JSON.stringify(reports.map(reportJson)),
      Math.max(...reports.map(({ nowMs }) => nowMs)),
      evidenceJson(reports.flatMap(({ evidence }) => evidence)),
      newCasesJson(reports.flatMap(({ opens }) => opens ?? [])),
      closedCasesJson(reports.flatMap(({ closes }) => closes)),
    ],
  );
  const byOrder = new Map(rows.map((row) => [row.order_id, row]));
  return reports.map(({ orderId }) => {
    const answer = byOrder.get(orderId);
    if (answer === undefined || !answer.fresh) return 'duplicate';
    return answer.taken === null ? 'no_such_operation' : answer.taken ? 'taken' : 'known';
  });
}

const reportJson = ({ event, message, ...report }: PaymentReport) => ({
  order_id: report.orderId,
  operation: report.operation,
  state: report.state,
  superseded: report.superseded,
  provider_reference: report.providerReference,
  authorized_minor: report.authorized?.amountMinor ?? null,
  authorized_currency: report.authorized?.currency ?? null,
  decline_code: report.declineCode,
  unknown_cause: report.unknownCause,
  attempts: report.attempts,
  plans: report.nextCheckAtMs !== undefined,
  next_check_at: report.nextCheckAtMs ?? null,
  event_id: event?.eventId ?? null,
  event_type: event?.eventType ?? null,
  event_payload: event?.payload ?? null,
  event_created_at: event?.createdAtMs ?? null,
  message_id: message?.messageId ?? null,
  schema: message?.schema ?? null,
  schema_version: message?.schemaVersion ?? null,
  request_id: message?.requestId ?? null,
  trace_id: message?.traceId ?? null,
  payload: message?.payload ?? null,
  consumers: message?.consumers ?? [],
});

interface OperationRow {
  order_id: string;
  operation: string;
  kind: OperationRecord['kind'];
  state: OperationState;
  amount_minor: number;
  currency: string;
  payment_method: string | null;
  authorized_minor: number | null;
  authorized_currency: string | null;
  provider_reference: string | null;
  decline_code: string | null;
  unknown_cause: string | null;
  attempts: number;
  first_attempt_at_ms: number | null;
  last_send_at_ms: number | null;
  checks_done: number;
  next_check_at_ms: number | null;
  intended_at_ms: number;
  updated_at_ms: number;
  case_id: string | null;
}

const OPERATION_COLUMNS = `p.order_id, p.operation, p.kind, p.state, p.amount_minor, p.currency, p.payment_method, p.authorized_minor, p.authorized_currency,
  p.provider_reference, p.decline_code, p.unknown_cause, p.attempts, ${epochMs('p.first_attempt_at')} as first_attempt_at_ms,
  ${epochMs('p.last_send_at')} as last_send_at_ms, p.checks_done, ${epochMs('p.next_check_at')} as next_check_at_ms,
  ${epochMs('p.intended_at')} as intended_at_ms, ${epochMs('p.updated_at')} as updated_at_ms, p.case_id`;

function operationRecordOf(row: OperationRow): OperationRecord {
  return {
    orderId: row.order_id,
    operation: row.operation,
    kind: row.kind,
    state: row.state,
    amount: { amountMinor: row.amount_minor, currency: row.currency },
    paymentMethod: row.payment_method,
    authorized:
      row.authorized_minor === null || row.authorized_currency === null
        ? null
        : { amountMinor: row.authorized_minor, currency: row.authorized_currency },
    providerReference: row.provider_reference,
    declineCode: row.decline_code,
    unknownCause: row.unknown_cause,
    attempts: row.attempts,
    firstAttemptAtMs: row.first_attempt_at_ms,
    lastSendAtMs: row.last_send_at_ms,
    checksDone: row.checks_done,
    nextCheckAtMs: row.next_check_at_ms,
    intendedAtMs: row.intended_at_ms,
    updatedAtMs: row.updated_at_ms,
    caseId: row.case_id,
  };
}
