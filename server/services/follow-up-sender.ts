/**
 * Sends the captures, voids and refunds that decisions made durable, under their own names, until the provider acknowledges them or
 * machines give up and open a case. What was sent long ago is only ever looked up.
 */
import { backoffMs } from '../domain/backoff';
import type { NewEvidence } from '../domain/evidence';
import { doneByRecord, givenUpCase, returnedBy, settledCases } from '../domain/follow-up';
import { captureOperation } from '../domain/ids';
import type { OperationRecord } from '../domain/order-record';
import { maySend, type PaymentOutcome } from '../domain/payment';
import { type PaymentReport, reportFollowUp, type Witness } from '../domain/payment-report';
import type { Clock } from '../ports/clock';
import type { FollowUpAnswer, PaymentProvider } from '../ports/payment-provider';
import type { Random } from '../ports/random';
import type { PaymentOperationStore } from '../stores/payment-operations';

interface FollowUpSenderParts {
  readonly region: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly provider: PaymentProvider;
  readonly operations: PaymentOperationStore;
}

/** Records what an acknowledged follow-up means for the order's payment, and tells the order's owner. */
type RecordOutcome = (
  orderId: string,
  outcome: PaymentOutcome,
  witness: Witness,
  earlier: readonly NewEvidence[],
  nextCheckAtMs: null,
  event: null,
) => Promise<unknown>;

/** Bounded tighter than a first charge: it is repeated anyway. */
const TIMEOUT_MS = 5_000;
const CLAIM_MS = 20_000;
const BACKOFF = { baseMs: 1_000, capMs: 300_000 };
/** A follow-up that the provider did not acknowledge after so many tries is given to a person. */
const MOST_TRIES = 12;

export class FollowUpSender {
  constructor(
    private readonly parts: FollowUpSenderParts,
    private readonly recordOutcome: RecordOutcome,
  ) {}

  /** Returns how many were sent. */
  async sendDue(limit: number): Promise<number> {
    const { clock, operations } = this.parts;
    const due = await operations.claimDue(['capture', 'void', 'refund'], clock.nowMs(), CLAIM_MS, limit);
    await Promise.all(due.map((operation) => this.followUp(operation)));
    return due.length;
  }

  private async followUp(operation: OperationRecord): Promise<void> {
    const { clock, operations } = this.parts;
    const sentAtMs = clock.nowMs();
    const sent = await this.send(operation, sentAtMs);
    // a capture that went through at once, as nearly all do, leaves nothing to compare it with
    const known = isPlainCapture(operation, sent) ? [] : await operations.list(operation.orderId);
    const answer = sent.kind === 'acknowledged' ? sent : ((await this.doneBefore(operation, sent, known)) ?? sent);
    const nowMs = clock.nowMs();
    const witness = this.witness(operation, answer, sentAtMs, nowMs);
    const returned = answer.kind === 'acknowledged' ? returnedBy(operation, known) : null;
    // the payment's own state first: if we die in between, the follow-up is sent again under its key and acknowledged again
    if (returned !== null) {
      const by = { ...witness, detail: { ...witness.detail, by: operation.operation } };
      await this.recordOutcome(operation.orderId, returned, by, [], null, null);
    }
    await operations.record(this.report(operation, answer, known, witness, nowMs));
  }

  private report(
    operation: OperationRecord,
    answer: FollowUpAnswer,
    known: readonly OperationRecord[],
    witness: Witness,
    nowMs: number,
  ): PaymentReport {
    const outcome = answer.kind === 'refused' ? ({ kind: 'failed', code: answer.code } as const) : answer;
    const nextCheckAtMs =
      outcome.kind === 'unknown' && operation.attempts < MOST_TRIES
        ? nowMs + backoffMs(BACKOFF, operation.attempts, this.parts.random.luck()) + 500
        : null;
    const isGivenUp = outcome.kind !== 'acknowledged' && nextCheckAtMs === null;
    return reportFollowUp(
      operation.orderId,
      operation.operation,
      outcome,
      witness,
      nextCheckAtMs,
      isGivenUp ? givenUpCase(operation, nowMs) : null,
      outcome.kind === 'acknowledged' ? settledCases(operation, known) : [],
      nowMs,
      operation.providerReference,
    );
  }

  private witness(operation: OperationRecord, answer: FollowUpAnswer, sentAtMs: number, nowMs: number): Witness {
    return {
      kind: answer.kind === 'unknown' ? 'call_unanswered' : 'call_answered',
      observedAtMs: nowMs,
      region: this.parts.region,
      requestId: null,
      traceId: null,
      actor: 'system:payment-receiver',
      attempt: operation.attempts,
      detail: { duration_ms: nowMs - sentAtMs },
    };
  }

  private send(operation: OperationRecord, nowMs: number): Promise<FollowUpAnswer> {
    const { provider } = this.parts;
    const { kind, providerReference } = operation;
    if (kind === 'authorize' || providerReference === null)
      return Promise.resolve({ kind: 'refused', code: 'no_provider_reference' });
    if (operation.firstAttemptAtMs !== null && !maySend(operation.firstAttemptAtMs, nowMs))
      return Promise.resolve({ kind: 'refused', code: 'send_window_over' });
    const request = {
      orderId: operation.orderId,
      operation: operation.operation,
      providerReference,
      amount: operation.amount,
      remainingMs: TIMEOUT_MS,
    };
    switch (kind) {
      case 'capture':
        return provider.capture(request);
      case 'void':
        return provider.void(request);
      case 'refund':
        return provider.refund(request);
      default:
        return kind satisfies never;
    }
  }

  /**
   * A key repeats its first answer, a 500 too, and is forgotten in the end; then only the payment itself tells whether the follow-up
   * was done. Null: it was not, or nobody knows.
   */
  private async doneBefore(
    operation: OperationRecord,
    sent: FollowUpAnswer,
    known: readonly OperationRecord[],
  ): Promise<FollowUpAnswer | null> {
    const { orderId, providerReference } = operation;
    if (providerReference === null) return null;
    // a first try without an answer is simply sent again: asking at once would double the calls of a storm
    if (sent.kind === 'unknown' && operation.attempts < 2) return null;
    const answer = await this.parts.provider.lookUpCharge(orderId, providerReference, TIMEOUT_MS);
    return answer.kind === 'found' && doneByRecord(operation, answer.payment, known)
      ? { kind: 'acknowledged', providerReference: answer.payment.providerReference }
      : null;
  }
}

/** The order's first capture at its first try: it gives nothing back, and no earlier one left a case that it could end. */
function isPlainCapture({ attempts, caseId, operation, orderId }: OperationRecord, sent: FollowUpAnswer): boolean {
  const isFirst = operation === captureOperation(orderId) && attempts === 1 && caseId === null;
  return isFirst && sent.kind === 'acknowledged';
}
