/**
 * The payment receiver's operation store: every outcome is kept by operation, so that a retry can ask about the same intent.
 * An operation's state only moves up (`domain/payment.ts`, RANK), whatever order reports arrive in.
 */
import type { OperationRecord, OperationState } from '../domain/order-record';
import type { PaymentReport } from '../domain/payment-report';
import { EVIDENCE_COLUMNS, evidenceJson, evidenceSelect } from './evidence';
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
}

export function paymentOperationStore(sql: Sql): PaymentOperationStore {
  return {
    record: (report) => record(sql, report),
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
  };
}

/*
 * Locking: the operation's row is locked before its state is compared, so two reports on one operation take turns. The event row is
 * the webhook's inbox: a second insert finds the first and the whole statement does nothing.
 */
const RECORD = `
with event as (
  insert into payments.provider_events (order_id, event_id, event_type, provider_reference, payload, provider_created_at, received_at)
  select $1, $9, $10, $5, $11::jsonb, ${instant('$12')}, ${instant('$13')} where $9::text is not null
  on conflict (order_id, event_id) do nothing
  returning 1
), fresh as (
  select 1 as one where $9::text is null or exists (select 1 from event)
), known as materialized (
  select p.order_id, p.operation, p.state, o.shard, o.region,
    -- that another charge was given back (a duplicate's) says nothing of this one
    ($3 in ('voided', 'refunded') and p.provider_reference <> $5) is true as of_another
  from payments.operations p join orders.orders o on o.order_id = p.order_id, fresh
  where p.order_id = $1 and p.operation = $2 for update of p
), before as materialized (
  select k.*, k.state = any($4::text[]) and not k.of_another as news from known k
), changed as (
  update payments.operations p set
    state = case when b.news then $3 else p.state end,
    -- of two charges it is the one that holds money
    provider_reference = case when b.news and $3 = 'authorized' then coalesce($5, p.provider_reference) else coalesce(p.provider_reference, $5) end,
    authorized_minor = case when b.news then coalesce($6::int, p.authorized_minor) else p.authorized_minor end,
    authorized_currency = case when b.news then coalesce($7, p.authorized_currency) else p.authorized_currency end,
    decline_code = case when b.news then coalesce($8, p.decline_code) else p.decline_code end,
    attempts = greatest(p.attempts, $25::int),
    unknown_cause = case when b.news then $14 else p.unknown_cause end,
    -- while the outcome is open every report may move the plan: a look-up without an answer too, or the claim's short lease would be the ladder
    next_check_at = case when not $15 or b.of_another then p.next_check_at
      when b.news or b.state = $3 or b.state in ('unknown', 'requires_action', 'processing') then ${instant('$16')} else p.next_check_at end,
    updated_at = ${instant('$13')}
  from before b where p.order_id = b.order_id and p.operation = b.operation
  returning p.order_id, b.shard, b.region, b.news as taken
), published as (
  insert into messaging.outbox (order_id, message_id, schema, schema_version, payment_operation, request_id, trace_id, region, payload, recorded_at)
  select c.order_id, $18, $19, $20, $2, $21, $22, c.region, $23::jsonb, ${instant('$13')} from changed c where c.taken and $18::text is not null
  on conflict (order_id, message_id) do nothing
  returning order_id, message_id
), queued as (
  insert into messaging.deliveries (order_id, message_id, consumer, shard, not_before, enqueued_at)
  select p.order_id, p.message_id, d.consumer, c.shard, ${instant('$13')}, ${instant('$13')}
  from published p join changed c on c.order_id = p.order_id, unnest($24::text[]) as d(consumer)
  on conflict do nothing
), closed as (${closeCases('$27', '$13', 'join changed x on x.order_id = c.order_id')} ${CLOSED_CASES}
), opened as (${insertCases('$26', '$13', `join changed k on k.order_id = c.order_id ${AFTER_CLOSING}`)} ${OPENED_CASES}
), witnessed as (
  insert into orders.evidence (${EVIDENCE_COLUMNS})
  select ${evidenceSelect()} from changed c, ${evidenceOfCases('$17')} where ${ONCE} order by e.ord
)
select exists (select 1 from fresh) as fresh, (select taken from changed) as taken`;

async function record(sql: Sql, report: PaymentReport): Promise<RecordAnswer> {
  const { message, event, opens } = report;
  const rows = await sql.rows<{ fresh: boolean; taken: boolean | null }>('operations_record', RECORD, [
    report.orderId,
    report.operation,
    report.state,
    report.superseded,
    report.providerReference,
    report.authorized?.amountMinor ?? null,
    report.authorized?.currency ?? null,
    report.declineCode,
    event?.eventId ?? null,
    event?.eventType ?? null,
    event === null ? null : JSON.stringify(event.payload),
    event?.createdAtMs ?? null,
    report.nowMs,
    report.unknownCause,
    report.nextCheckAtMs !== undefined,
    report.nextCheckAtMs ?? null,
    evidenceJson(report.evidence),
    message?.messageId ?? null,
    message?.schema ?? null,
    message?.schemaVersion ?? null,
    message?.requestId ?? null,
    message?.traceId ?? null,
    message === null ? null : JSON.stringify(message.payload),
    message?.consumers ?? [],
    report.attempts,
    newCasesJson(opens === null ? [] : [opens]),
    closedCasesJson(report.closes),
  ]);
  const answer = rows[0];
  if (answer === undefined || !answer.fresh) return 'duplicate';
  return answer.taken === null ? 'no_such_operation' : answer.taken ? 'taken' : 'known';
}

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
