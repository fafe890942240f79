/**
 * The payment receiver: the only one who talks to the provider, and the keeper of what the provider said about each operation.
 * It never decides an order and never calls inside a transaction: the intent to call is durable before, the outcome after.
 * Retries have this one layer, under a shared budget; an operation first tried long ago is only ever looked up.
 */
import { backoffMs } from '../domain/backoff';
import type { NewEvidence } from '../domain/evidence';
import type { OperationRecord } from '../domain/order-record';
import { paymentOperation } from '../domain/ids';
import type { Money } from '../domain/money';
import { isDefinite, maySend, notFoundMeans, outcomeOf, type PaymentOutcome, showsDone } from '../domain/payment';
import { type PaymentReport, reportFollowUp, reportOutcome, type Witness, witnessed } from '../domain/payment-report';
import { saidDetail } from '../domain/provider-said';
import { nextCheck } from '../domain/reconciliation';
import { type NewCase, newCase } from '../domain/reconciliation-case';
import { onFirstAttempt, type RetryBudget, retryBudgetAt, trySpend } from '../domain/retry-budget';
import type { Asked } from '../domain/placement';
import type { Clock } from '../ports/clock';
import type { FollowUpAnswer, LookUpAnswer, PaymentProvider, ProviderEvent } from '../ports/payment-provider';
import type { Random } from '../ports/random';
import type { WakeUp } from '../ports/wake-up';
import type { PaymentOperationStore, RecordAnswer } from '../stores/payment-operations';

export interface PaymentReceiverParts {
  readonly region: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly provider: PaymentProvider;
  readonly operations: PaymentOperationStore;
  readonly wakeUp: WakeUp;
  /** "Not found" proves nothing before this long after the last possible send. */
  readonly settleTimeMs: number;
}

/** A call may outlive its caller's patience; after this it is given up and only looked up. */
export const CALL_TIMEOUT_MS = 12_000;
/** A look-up or a follow-up is bounded tighter: it is repeated anyway. */
const FOLLOW_UP_TIMEOUT_MS = 5_000;
const CLAIM_MS = 20_000;
const MOST_SENDS = 3;
const RETRY_BACKOFF = { baseMs: 50, capMs: 1_000 };
const FOLLOW_UP_BACKOFF = { baseMs: 1_000, capMs: 300_000 };
/** A follow-up that the provider did not acknowledge after so many tries is given to a person. */
export const FOLLOW_UP_TRIES = 12;

export class PaymentReceiver {
  private budget: RetryBudget;

  constructor(private readonly parts: PaymentReceiverParts) {
    this.budget = retryBudgetAt(parts.clock.nowMs());
  }

  /**
   * Makes the first call of an operation that is already durable and records what was learnt. Resolves with the outcome once it is
   * recorded; the caller may stop waiting earlier, the record is made all the same.
   */
  async authorize(
    orderId: string,
    amount: Money,
    paymentMethod: string,
    firstAttemptAtMs: number,
    asked: Asked,
  ): Promise<PaymentOutcome> {
    const { clock, provider, random } = this.parts;
    const operation = paymentOperation(orderId);
    const giveUpAtMs = firstAttemptAtMs + CALL_TIMEOUT_MS;
    const earlier: NewEvidence[] = [];
    this.budget = onFirstAttempt(this.budget, clock.nowMs());
    for (let attempt = 1; ; attempt++) {
      const sentAtMs = clock.nowMs();
      // whoever was away for so long must not send: from this instant on, "not found" is on its way to becoming proof
      if (sentAtMs >= giveUpAtMs) return this.recordNotSent(orderId, earlier, asked);
      const outcome = await provider.authorize({
        orderId,
        operation,
        amount,
        paymentMethod,
        remainingMs: giveUpAtMs - sentAtMs,
      });
      const answeredAtMs = clock.nowMs();
      const witness: Witness = {
        kind: outcome.kind === 'unknown' ? 'call_unanswered' : 'call_answered',
        observedAtMs: answeredAtMs,
        region: this.parts.region,
        requestId: asked.requestId,
        traceId: asked.traceId,
        actor: 'system:payment-receiver',
        attempt,
        detail: { duration_ms: answeredAtMs - sentAtMs },
      };
      const waitMs = backoffMs(RETRY_BACKOFF, attempt, random.luck());
      if (
        outcome.kind === 'unknown' &&
        this.mayRetry(outcome.cause, attempt, answeredAtMs + waitMs, firstAttemptAtMs, giveUpAtMs)
      ) {
        earlier.push(witnessed(orderId, operation, witness, outcome.kind, null, { cause: outcome.cause }));
        await clock.sleep(waitMs);
        continue;
      }
      await this.record(orderId, outcome, witness, earlier, isDefinite(outcome) ? null : undefined, null);
      return outcome;
    }
  }

  /** The time for sending passed before this try left us; an earlier one may still have arrived. Only a look-up can tell now. */
  private async recordNotSent(orderId: string, earlier: readonly NewEvidence[], asked: Asked): Promise<PaymentOutcome> {
    const unknown: PaymentOutcome = { kind: 'unknown', cause: 'caller_died' };
    const witness: Witness = {
      kind: 'call_unanswered',
      observedAtMs: this.parts.clock.nowMs(),
      region: this.parts.region,
      requestId: asked.requestId,
      traceId: asked.traceId,
      actor: 'system:payment-receiver',
      // counted by nobody: nothing was sent
      attempt: null,
      detail: { not_sent: true },
    };
    await this.record(orderId, unknown, witness, earlier, undefined, null);
    return unknown;
  }

  /** The gateway's patience is over: unknown, which proves nothing. The call may still be answered; that answer supersedes this. */
  async recordStoppedWaiting(orderId: string, deadlineAtMs: number, waitedMs: number, asked: Asked): Promise<void> {
    const nowMs = this.parts.clock.nowMs();
    const unknown: PaymentOutcome = { kind: 'unknown', cause: 'timeout' };
    const stopped: NewEvidence = {
      orderId,
      lane: 'gateway',
      kind: 'gateway_stopped_waiting',
      observedAtMs: nowMs,
      region: this.parts.region,
      requestId: asked.requestId,
      traceId: asked.traceId,
      paymentOperation: paymentOperation(orderId),
      actor: 'system:checkout-gateway',
      detail: { deadline_at_ms: deadlineAtMs, waited_ms: waitedMs },
    };
    const witness: Witness = {
      kind: 'call_unanswered',
      observedAtMs: nowMs,
      region: this.parts.region,
      requestId: asked.requestId,
      traceId: asked.traceId,
      actor: stopped.actor,
      attempt: null,
      detail: {},
    };
    const report = { ...reportOutcome(orderId, unknown, witness, [], undefined, null, nowMs), evidence: [stopped] };
    if ((await this.parts.operations.record(report)) === 'taken') this.parts.wakeUp.hint('confirmation_queue', orderId);
  }

  /** A verified webhook: stored once, whatever its order; only news moves the operation. */
  async receive(event: ProviderEvent, orderId: string, requestId: string, traceId: string): Promise<RecordAnswer> {
    const outcome = outcomeOf(event.payment);
    return this.record(
      orderId,
      outcome,
      {
        kind: 'webhook_received',
        observedAtMs: event.createdAtMs,
        region: this.parts.region,
        requestId,
        traceId,
        actor: 'provider',
        attempt: null,
        detail: { event_id: event.eventId, event_type: event.eventType },
      },
      [],
      isDefinite(outcome) ? null : undefined,
      { eventId: event.eventId, eventType: event.eventType, payload: event.payload, createdAtMs: event.createdAtMs },
    );
  }

  /** Looks up payments whose check is due. Returns how many were looked up. */
  async lookUpDue(limit: number): Promise<number> {
    const { clock, operations } = this.parts;
    const due = await operations.claimDue(['authorize'], clock.nowMs(), CLAIM_MS, limit);
    await Promise.all(due.map((operation) => this.lookUp(operation, 'system:reconciliation-worker')));
    return due.length;
  }

  /**
   * Looks a payment up because a person asks, also one that is settled: what the provider says now is evidence for a repair. It moves
   * no plan of the ladder. Null: no payment was ever made durable for this order.
   */
  async inspect(orderId: string, asked: Asked, actor: string): Promise<PaymentOutcome | null> {
    const { clock, operations, provider, settleTimeMs } = this.parts;
    const pay = (await operations.list(orderId)).find(({ kind }) => kind === 'authorize');
    if (pay === undefined) return null;
    const answer = await provider.lookUp(pay.operation, pay.providerReference, FOLLOW_UP_TIMEOUT_MS);
    const nowMs = clock.nowMs();
    const outcome = outcomeOfLookUp(answer, pay.lastSendAtMs ?? pay.intendedAtMs, nowMs, settleTimeMs);
    await this.record(
      orderId,
      outcome,
      lookedUp(answer, outcome, nowMs, asked, actor),
      [],
      isDefinite(outcome) ? null : undefined,
      null,
    );
    return outcome;
  }

  /** Another charge of the same order (a duplicate's), looked up by its own reference; the row is evidence and moves nothing. */
  async inspectCharge(orderId: string, reference: string, asked: Asked, actor: string): Promise<NewEvidence> {
    const { clock, provider, settleTimeMs } = this.parts;
    const operation = paymentOperation(orderId);
    const answer = await provider.lookUp(operation, reference, FOLLOW_UP_TIMEOUT_MS);
    const nowMs = clock.nowMs();
    const outcome = outcomeOfLookUp(answer, nowMs, nowMs, settleTimeMs);
    const witness = lookedUp(answer, outcome, nowMs, asked, actor);
    const detail = { ...witness.detail, asked_reference: reference };
    return witnessed(orderId, operation, { ...witness, detail }, outcome.kind, reference, {});
  }

  /** Sends captures, voids and refunds that are due. Returns how many were sent. */
  async followUpDue(limit: number): Promise<number> {
    const { clock, operations } = this.parts;
    const due = await operations.claimDue(['capture', 'void', 'refund'], clock.nowMs(), CLAIM_MS, limit);
    await Promise.all(due.map((operation) => this.followUp(operation)));
    return due.length;
  }

  private async lookUp(operation: OperationRecord, actor: string): Promise<void> {
    const { clock, provider, random, settleTimeMs } = this.parts;
    const answer = await provider.lookUp(operation.operation, operation.providerReference, FOLLOW_UP_TIMEOUT_MS);
    const nowMs = clock.nowMs();
    const lastSendAtMs = operation.lastSendAtMs ?? operation.intendedAtMs;
    const outcome = outcomeOfLookUp(answer, lastSendAtMs, nowMs, settleTimeMs);
    const next = isDefinite(outcome)
      ? null
      : nextCheck(operation.checksDone, lastSendAtMs, nowMs, random.luck(), settleTimeMs);
    const nextCheckAtMs = next === null || next === 'checks_ran_out' ? null : next.atMs;
    await this.record(
      operation.orderId,
      outcome,
      {
        kind: answer.kind === 'unknown' ? 'lookup_unanswered' : 'lookup_answered',
        observedAtMs: nowMs,
        region: this.parts.region,
        requestId: null,
        traceId: null,
        actor,
        attempt: null,
        detail: {
          ...saidDetail(answer.kind, answer.kind === 'found' ? answer.payment : null, outcome),
          check: operation.checksDone,
          next_check_at_ms: nextCheckAtMs,
        },
      },
      [],
      nextCheckAtMs,
      null,
    );
  }

  private async followUp(operation: OperationRecord): Promise<void> {
    const { clock, provider, random } = this.parts;
    const sentAtMs = clock.nowMs();
    const sent = await this.send(operation, provider, sentAtMs);
    const answer = sent.kind === 'acknowledged' ? sent : ((await this.doneBefore(operation, sent)) ?? sent);
    const nowMs = clock.nowMs();
    const witness: Witness = {
      kind: answer.kind === 'unknown' ? 'call_unanswered' : 'call_answered',
      observedAtMs: nowMs,
      region: this.parts.region,
      requestId: null,
      traceId: null,
      actor: 'system:payment-receiver',
      attempt: operation.attempts,
      detail: { duration_ms: nowMs - sentAtMs },
    };
    const known = await this.parts.operations.list(operation.orderId);
    const returned = answer.kind === 'acknowledged' ? returnedBy(operation, known) : null;
    // the payment's own state first: if we die in between, the follow-up is sent again under its key and acknowledged again
    if (returned !== null)
      await this.record(
        operation.orderId,
        returned,
        { ...witness, detail: { ...witness.detail, by: operation.operation } },
        [],
        null,
        null,
      );
    const outcome = answer.kind === 'refused' ? ({ kind: 'failed', code: answer.code } as const) : answer;
    const triesLeft = operation.attempts < FOLLOW_UP_TRIES;
    const nextCheckAtMs =
      outcome.kind === 'unknown' && triesLeft
        ? nowMs + backoffMs(FOLLOW_UP_BACKOFF, operation.attempts, random.luck()) + 500
        : null;
    const isGivenUp = outcome.kind !== 'acknowledged' && nextCheckAtMs === null;
    await this.parts.operations.record(
      reportFollowUp(
        operation.orderId,
        operation.operation,
        outcome,
        witness,
        nextCheckAtMs,
        isGivenUp ? givenUpCase(operation, nowMs) : null,
        outcome.kind === 'acknowledged' ? settledCases(operation, known) : [],
        nowMs,
      ),
    );
  }

  private send(operation: OperationRecord, provider: PaymentProvider, nowMs: number): Promise<FollowUpAnswer> {
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
      remainingMs: FOLLOW_UP_TIMEOUT_MS,
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
  private async doneBefore(operation: OperationRecord, sent: FollowUpAnswer): Promise<FollowUpAnswer | null> {
    const { kind, providerReference } = operation;
    if (kind === 'authorize' || providerReference === null) return null;
    // a first try without an answer is simply sent again: asking at once would double the calls of a storm
    if (sent.kind === 'unknown' && operation.attempts < 2) return null;
    const payOperation = paymentOperation(operation.orderId);
    const answer = await this.parts.provider.lookUp(payOperation, providerReference, FOLLOW_UP_TIMEOUT_MS);
    return answer.kind === 'found' && showsDone(kind, answer.payment, operation.amount)
      ? { kind: 'acknowledged', providerReference: answer.payment.providerReference }
      : null;
  }

  private mayRetry(
    cause: string,
    attempt: number,
    nextAtMs: number,
    firstAttemptAtMs: number,
    giveUpAtMs: number,
  ): boolean {
    if (
      cause === 'timeout' ||
      attempt >= MOST_SENDS ||
      nextAtMs >= giveUpAtMs - 500 ||
      !maySend(firstAttemptAtMs, nextAtMs)
    )
      return false;
    const spent = trySpend(this.budget, this.parts.clock.nowMs());
    this.budget = spent.budget;
    return spent.granted;
  }

  private async record(
    orderId: string,
    outcome: PaymentOutcome,
    witness: Witness,
    earlier: readonly NewEvidence[],
    nextCheckAtMs: number | null | undefined,
    event: Parameters<typeof reportOutcome>[5],
  ): Promise<RecordAnswer> {
    const answer = await this.parts.operations.record(
      reportOutcome(orderId, outcome, witness, earlier, nextCheckAtMs, event, this.parts.clock.nowMs()),
    );
    if (answer === 'taken') this.parts.wakeUp.hint('confirmation_queue', orderId);
    return answer;
  }
}

const RECEIVER = 'system:payment-receiver';

/** Money that stands where it should not, and that machines could not move: a person's. */
function givenUpCase({ amount, kind, operation, orderId }: OperationRecord, nowMs: number): NewCase {
  const reason = kind === 'capture' ? 'capture_failed' : 'compensation_failed';
  return newCase(orderId, operation, reason, amount, RECEIVER, nowMs);
}

/** The cases that an acknowledged follow-up ends: the one it was made for, and those of earlier tries that were given up. */
function settledCases(operation: OperationRecord, known: readonly OperationRecord[]): PaymentReport['closes'] {
  const { kind, orderId } = operation;
  const verdict = kind === 'capture' ? 'the money was captured' : `the money was given back: ${operation.operation}`;
  const givenUp = known.filter(
    (each) =>
      (each.kind === 'capture') === (kind === 'capture') &&
      each.kind !== 'authorize' &&
      each.nextCheckAtMs === null &&
      (each.state === 'failed' || each.state === 'unknown'),
  );
  const caseIds = givenUp.map((each) => `case:${orderId}:${each.operation}`);
  if (operation.caseId !== null) caseIds.push(operation.caseId);
  return [...new Set(caseIds)].map((caseId) => ({ orderId, caseId, verdict, closedBy: RECEIVER }));
}

/**
 * What an acknowledged void or refund means for the order's payment: null where it was another charge's (a duplicate's), or where a
 * part of the money stays with us.
 */
function returnedBy(operation: OperationRecord, known: readonly OperationRecord[]): PaymentOutcome | null {
  const { kind, providerReference } = operation;
  const pay = known.find((each) => each.kind === 'authorize');
  if (kind === 'capture' || providerReference === null || pay === undefined) return null;
  if (pay.providerReference !== null && pay.providerReference !== providerReference) return null;
  if (kind === 'void') return { kind: 'voided', providerReference };
  const refundedMinor = known
    .filter(
      (each) => each.kind === 'refund' && (each.state === 'acknowledged' || each.operation === operation.operation),
    )
    .reduce((sum, each) => sum + each.amount.amountMinor, 0);
  return refundedMinor >= (pay.authorized ?? pay.amount).amountMinor ? { kind: 'refunded', providerReference } : null;
}

function lookedUp(
  answer: LookUpAnswer,
  outcome: PaymentOutcome,
  nowMs: number,
  { region, requestId, traceId }: Asked,
  actor: string,
): Witness {
  return {
    kind: answer.kind === 'unknown' ? 'lookup_unanswered' : 'lookup_answered',
    observedAtMs: nowMs,
    region,
    requestId,
    traceId,
    actor,
    attempt: null,
    detail: saidDetail(answer.kind, answer.kind === 'found' ? answer.payment : null, outcome),
  };
}

function outcomeOfLookUp(
  answer: LookUpAnswer,
  lastSendAtMs: number,
  nowMs: number,
  settleTimeMs: number,
): PaymentOutcome {
  switch (answer.kind) {
    case 'found':
      return outcomeOf(answer.payment);
    case 'not_found':
      return notFoundMeans(lastSendAtMs, nowMs, settleTimeMs);
    case 'unknown':
      return { kind: 'unknown', cause: answer.cause };
    default:
      return answer satisfies never;
  }
}
