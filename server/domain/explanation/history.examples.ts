/**
 * One order's life as the real system writes it, for tests: rows, operations, cases and moves come from the same builders that the
 * gateway, the receiver and the owner use; time and luck come from a seed. It knows nothing of how an order is explained.
 */
import type { DecisionContext, DecisionRecord } from '../decision-record';
import { recordDecision } from '../record-decision';
import type { NewEvidence } from '../evidence';
import { OrderBook, type Queued } from './book.examples';
import { extendedHoldUntil, holdEndsAt } from '../inventory';
import { decide, type OrderCommand } from '../order';
import type { OperationState } from '../order-record';
import { isDefinite, notFoundMeans, outcomeOf, type PaymentOutcome, type ProviderPayment } from '../payment';
import {
  type FollowUpOutcome,
  type PaymentReport,
  reportFollowUp,
  reportOutcome,
  type Witness,
} from '../payment-report';
import { placeOrder, type PlacementScope } from '../placement';
import { saidDetail } from '../provider-said';
import { nextCheck } from '../reconciliation';
import { newCase } from '../reconciliation-case';

export const GATEWAY_MS = 2_000;
const CALL_MS = 12_000;

export class History extends OrderBook {
  deadlineAtMs = 0;
  readonly reference = 'pi_1';
  /** What was taken as news about the payment, in that order. */
  readonly heard: PaymentOutcome[] = [];

  // ------------------------------------------------------------------------------------------------------- gateway

  place(scope: 'pay' | { readonly retryAfterSeconds: number }): void {
    const { orderId, total } = this.order;
    const heldUntilMs = holdEndsAt(this.nowMs);
    this.deadlineAtMs = this.nowMs + GATEWAY_MS;
    const plan = {
      deadlineAtMs: this.deadlineAtMs,
      lastSendAtMs: this.nowMs + CALL_MS,
      nextCheckAtMs: this.deadlineAtMs + 1_000 + Math.floor(1_000 * this.luck()),
    };
    const placed = placeOrder(
      {
        orderId,
        shard: 20,
        region: 'east',
        reference: this.order.reference,
        total,
        email: this.order.email,
        cartId: 'crt_e_1',
        cartVersion: 18,
        paymentMethod: 'pm_card_visa',
        payloadFingerprint: '',
        statusTokenHash: '',
        lines: [{ sku: 'sku-9', name: 'Lamp', quantity: 1, unitPriceMinor: total.amountMinor }],
      },
      this.scopeOf(scope, heldUntilMs, plan),
      { requestId: 'req_1', traceId: 'trace_1', region: 'east', nowMs: this.nowMs },
    );
    this.order = { ...this.order, state: placed.state, version: placed.version, heldUntilMs };
    if (placed.operation !== null) this.intend(placed.operation);
    this.append(placed.evidence);
  }

  private scopeOf(
    scope: Parameters<History['place']>[0],
    heldUntilMs: number,
    plan: Extract<PlacementScope, { kind: 'pay' }>['plan'],
  ): PlacementScope {
    if (scope === 'pay') return { kind: 'pay', heldUntilMs, plan };
    return { kind: 'hold_only', heldUntilMs, refusal: { code: 'payment_unavailable', ...scope } };
  }

  /** The gateway's patience ends; the call may go on. */
  gatewayStops(): void {
    this.nowMs = Math.max(this.nowMs, this.deadlineAtMs + this.between(0, 40));
    const outcome: PaymentOutcome = { kind: 'unknown', cause: 'timeout' };
    const report = reportOutcome(
      this.order.orderId,
      outcome,
      this.witness('call_unanswered', null),
      [],
      undefined,
      null,
      this.nowMs,
    );
    const { orderId } = this.order;
    const detail = { deadline_at_ms: this.deadlineAtMs, waited_ms: this.nowMs - this.createdAtMs };
    this.record(
      {
        ...report,
        evidence: [
          {
            orderId,
            lane: 'gateway',
            kind: 'gateway_stopped_waiting',
            observedAtMs: this.nowMs,
            region: 'east',
            paymentOperation: `pay:${orderId}`,
            actor: 'system:checkout-gateway',
            detail,
          },
        ],
      },
      outcome,
    );
  }

  // ------------------------------------------------------------------------------------------------------ receiver

  /** The call ends, after tries that got no answer either. */
  callEnds(
    outcome: PaymentOutcome,
    earlier: readonly NewEvidence[] = [],
    attempt: number | null = 1,
    notSent = false,
  ): void {
    const kind = outcome.kind === 'unknown' ? 'call_unanswered' : 'call_answered';
    const witness = this.witness(
      kind,
      attempt,
      notSent ? { not_sent: true } : { duration_ms: this.nowMs - this.createdAtMs },
    );
    this.report(outcome, witness, isDefinite(outcome) ? null : undefined, earlier);
  }

  /** @param lateMs how long ago the provider says that it happened. */
  webhook(outcome: PaymentOutcome, lateMs = 0): void {
    const eventId = `evt_${this.rows.length}`;
    const witness = this.witness('webhook_received', null, { event_id: eventId, event_type: 'payment_intent.updated' });
    this.report(outcome, { ...witness, observedAtMs: this.nowMs - lateMs }, isDefinite(outcome) ? null : undefined);
  }

  /** The provider's ledger, listed by time, tells what nobody had told. */
  sweptUp(outcome: PaymentOutcome): void {
    this.report(
      outcome,
      this.witness('ledger_swept', null, { pass: 'recent' }),
      isDefinite(outcome) ? null : undefined,
    );
  }

  /** A worker takes the look-up that is due and dies before it hears an answer. */
  lookupDies(): void {
    this.claim(this.pay());
  }

  lookUp(answer: ProviderPayment | 'not_found' | 'unanswered'): void {
    const pay = this.claim(this.pay());
    this.pass(20, 900);
    const lastSendAtMs = pay.lastSendAtMs ?? this.createdAtMs;
    const found = typeof answer === 'string' ? null : answer;
    const outcome = this.outcomeOf(answer, lastSendAtMs);
    const next = isDefinite(outcome) ? null : nextCheck(pay.checksDone, lastSendAtMs, this.nowMs, this.luck());
    const nextCheckAtMs = next === null || next === 'checks_ran_out' ? null : next.atMs;
    const said = answer === 'unanswered' ? 'unknown' : found === null ? 'not_found' : 'found';
    const detail = { ...saidDetail(said, found, outcome), check: pay.checksDone, next_check_at_ms: nextCheckAtMs };
    const kind = answer === 'unanswered' ? 'lookup_unanswered' : 'lookup_answered';
    this.report(outcome, this.witness(kind, null, detail), nextCheckAtMs);
  }

  private outcomeOf(answer: ProviderPayment | 'not_found' | 'unanswered', lastSendAtMs: number): PaymentOutcome {
    if (answer === 'unanswered')
      return { kind: 'unknown', cause: this.pick('timeout', 'connection_lost', 'provider_error') };
    return answer === 'not_found' ? notFoundMeans(lastSendAtMs, this.nowMs) : outcomeOf(answer);
  }

  /** One try of a capture, a void or a refund. */
  followUp(operation: string, outcome: FollowUpOutcome, isLast = false): void {
    const claimed = this.claim(this.operation(operation));
    this.pass(20, 900);
    const { orderId } = this.order;
    const kind = outcome.kind === 'unknown' ? 'call_unanswered' : 'call_answered';
    const witness = this.witness(kind, claimed.attempts, { duration_ms: 80 });
    if (outcome.kind === 'acknowledged' && claimed.kind !== 'capture') {
      const returned = {
        kind: claimed.kind === 'void' ? 'voided' : 'refunded',
        providerReference: this.reference,
      } as const;
      this.report(returned, { ...witness, detail: { ...witness.detail, by: operation } }, null);
    }
    const nextCheckAtMs = outcome.kind === 'unknown' && !isLast ? this.nowMs + this.between(1_500, 60_000) : null;
    const isGivenUp = outcome.kind !== 'acknowledged' && nextCheckAtMs === null;
    const reason = claimed.kind === 'capture' ? 'capture_failed' : 'compensation_failed';
    const opens = isGivenUp
      ? newCase(orderId, operation, reason, claimed.amount, 'system:payment-receiver', this.nowMs)
      : null;
    this.record(reportFollowUp(orderId, operation, outcome, witness, nextCheckAtMs, opens, [], this.nowMs), null);
  }

  private report(
    outcome: PaymentOutcome,
    witness: Witness,
    nextCheckAtMs: number | null | undefined,
    earlier: readonly NewEvidence[] = [],
  ): void {
    this.record(reportOutcome(this.order.orderId, outcome, witness, earlier, nextCheckAtMs, null, this.nowMs), outcome);
  }

  private record(report: PaymentReport, outcome: PaymentOutcome | null): void {
    const row = this.operation(report.operation);
    const isTaken = report.superseded.includes(row.state);
    const isPlanned =
      report.nextCheckAtMs !== undefined && (isTaken || row.state === report.state || !DEFINITE.includes(row.state));
    this.change({
      ...row,
      state: isTaken ? report.state : row.state,
      amount: isTaken && report.authorized !== null ? report.authorized : row.amount,
      providerReference: row.providerReference ?? report.providerReference,
      attempts: Math.max(row.attempts, report.attempts),
      nextCheckAtMs: isPlanned ? (report.nextCheckAtMs ?? null) : row.nextCheckAtMs,
    });
    if (isTaken && outcome !== null) this.heard.push(outcome);
    this.append(report.evidence);
    if (report.opens !== null) this.open(report.opens);
    if (isTaken && report.message !== null && outcome !== null)
      this.queue.push({ outcome, messageId: report.message.messageId, schema: report.message.schema });
  }

  witness(kind: Witness['kind'], attempt: number | null, detail: Witness['detail'] = {}): Witness {
    const actor = kind === 'webhook_received' ? 'provider' : 'system:payment-receiver';
    return { kind, observedAtMs: this.nowMs, region: 'east', requestId: null, traceId: null, actor, attempt, detail };
  }

  // --------------------------------------------------------------------------------------------------------- owner

  /** Decides everything that is queued. */
  decideQueued(): void {
    for (const message of this.queue.splice(0)) {
      this.pass(2, 300);
      this.apply(this.decisionOn({ kind: 'payment_outcome', outcome: message.outcome, nowMs: this.nowMs }, message));
    }
  }

  decideOverdue(kind: 'deadline_passed' | 'checks_ran_out' | 'intent_expired'): void {
    this.apply(this.decisionOn({ kind, nowMs: this.nowMs }, null));
  }

  decisionOn(command: OrderCommand, message: Queued | null): DecisionRecord {
    return recordDecision(this.order, decide(this.order, command), message?.outcome ?? null, this.context(message));
  }

  context(message: Queued | null): DecisionContext {
    return {
      nowMs: this.nowMs,
      region: 'east',
      ownerEpoch: 12,
      decidedBy: 'system:order-owner',
      requestId: null,
      traceId: null,
      consumed: message === null ? null : { messageId: message.messageId, consumer: 'order-owner' },
      extendedHoldUntilMs: extendedHoldUntil(this.createdAtMs, this.order.heldUntilMs, this.nowMs),
      nextCheckAtMs: this.deadlineAtMs + 2_000,
    };
  }
}

const DEFINITE: readonly OperationState[] = [
  'authorized',
  'declined',
  'never_accepted',
  'voided',
  'refunded',
  'acknowledged',
  'failed',
];
