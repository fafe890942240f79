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
import { isDefinite, maySend, outcomeOf, type PaymentOutcome } from '../domain/payment';
import { reportOutcome, type Witness, witnessed } from '../domain/payment-report';
import { nextCheck } from '../domain/reconciliation';
import { onFirstAttempt, type RetryBudget, retryBudgetAt, retryBudgetUse, trySpend } from '../domain/retry-budget';
import type { Asked } from '../domain/placement';
import type { Clock } from '../ports/clock';
import type { PaymentProvider, ProviderEvent } from '../ports/payment-provider';
import type { Random } from '../ports/random';
import type { WakeUp } from '../ports/wake-up';
import type { PaymentOperationStore, RecordAnswer } from '../stores/payment-operations';
import { FollowUpSender } from './follow-up-sender';
import { ForwardedLookUps, type Look } from './forwarded-look-ups';
import { lookedUp, outcomeOfLookUp } from './look-up-witness';

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
/** A look-up is bounded tighter: it is repeated anyway. */
const LOOK_UP_TIMEOUT_MS = 5_000;
const CLAIM_MS = 20_000;
const MOST_SENDS = 3;
const RETRY_BACKOFF = { baseMs: 50, capMs: 1_000 };

export class PaymentReceiver {
  private budget: RetryBudget;
  private granted = 0;
  private refused = 0;
  private readonly followUps: FollowUpSender;
  private readonly forwarded: ForwardedLookUps;

  constructor(private readonly parts: PaymentReceiverParts) {
    this.budget = retryBudgetAt(parts.clock.nowMs());
    this.followUps = new FollowUpSender(parts, (...report) => this.record(...report));
    this.forwarded = new ForwardedLookUps({ ...parts, claimMs: CLAIM_MS });
  }

  /** Retries ever granted and ever refused by the budget. */
  retries(): { readonly granted: number; readonly refused: number } {
    return { granted: this.granted, refused: this.refused };
  }

  /** From 0 (untouched) to 1 (nothing left to spend). */
  retryBudgetUse(): number {
    return retryBudgetUse(this.budget, this.parts.clock.nowMs());
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
    const looks = await Promise.all(due.map((operation) => this.lookUp(operation, 'system:reconciliation-worker')));
    await this.forwarded.after(looks);
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
    const askedAtMs = clock.nowMs();
    const answer = await provider.lookUp(pay.operation, pay.providerReference, LOOK_UP_TIMEOUT_MS);
    const nowMs = clock.nowMs();
    const outcome = outcomeOfLookUp(answer, pay.lastSendAtMs ?? pay.intendedAtMs, askedAtMs, settleTimeMs);
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
    const answer = await provider.lookUpCharge(orderId, reference, LOOK_UP_TIMEOUT_MS);
    const nowMs = clock.nowMs();
    // the provider named it once: that it is not found now proves nothing
    const outcome = outcomeOfLookUp(answer, nowMs, nowMs, settleTimeMs);
    const witness = lookedUp(answer, outcome, nowMs, asked, actor);
    const detail = { ...witness.detail, asked_reference: reference };
    return witnessed(orderId, operation, { ...witness, detail }, outcome.kind, reference, {});
  }

  /** Sends captures, voids and refunds that are due. Returns how many were sent. */
  followUpDue(limit: number): Promise<number> {
    return this.followUps.sendDue(limit);
  }

  private async lookUp(operation: OperationRecord, actor: string): Promise<Look> {
    const { clock, provider, random, settleTimeMs } = this.parts;
    const askedAtMs = clock.nowMs();
    const answer = await provider.lookUp(operation.operation, operation.providerReference, LOOK_UP_TIMEOUT_MS);
    const nowMs = clock.nowMs();
    const lastSendAtMs = operation.lastSendAtMs ?? operation.intendedAtMs;
    const outcome = outcomeOfLookUp(answer, lastSendAtMs, askedAtMs, settleTimeMs);
    const next = isDefinite(outcome)
      ? null
      : nextCheck(operation.checksDone, lastSendAtMs, nowMs, random.luck(), settleTimeMs);
    const nextCheckAtMs = next === null || next === 'checks_ran_out' ? null : next.atMs;
    const unasked = { region: this.parts.region, requestId: null, traceId: null };
    const witness = lookedUp(answer, outcome, nowMs, unasked, actor);
    await this.record(
      operation.orderId,
      outcome,
      { ...witness, detail: { ...witness.detail, check: operation.checksDone, next_check_at_ms: nextCheckAtMs } },
      [],
      nextCheckAtMs,
      null,
    );
    return answer.kind === 'unknown' ? 'unanswered' : 'answered';
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
    if (spent.granted) this.granted++;
    else this.refused++;
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
