/**
 * The records of one order in a test, with a clock and luck from a seed: rows in the order in which they were written, operations,
 * cases, the queue to the owner. It applies what the system's own builders hand it and decides nothing.
 */
import type { DecisionRecord, OrderToTell } from '../decision-record';
import type { EvidenceRow, NewEvidence } from '../evidence';
import { chained, START_MS } from '../evidence.examples';
import type { CaseForExplanation, OperationForExplanation, OrderForExplanation } from './input';
import { money } from '../money';
import type { OrderReason } from '../order';
import type { PaymentOutcome } from '../payment';
import type { PlannedOperation } from '../placement';
import type { NewCase } from '../reconciliation-case';

const CLAIM_MS = 20_000;

type Row = NewEvidence & { readonly recordedAtMs: number };
export type Operation = OperationForExplanation & { readonly lastSendAtMs: number | null };
export interface Queued {
  readonly outcome: PaymentOutcome;
  readonly messageId: string;
  readonly schema: string;
}

/** In [0, 1), the same for the same seed (mulberry32). */
export function luckFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export class OrderBook {
  nowMs = START_MS;
  readonly rows: Row[] = [];
  operations: Operation[] = [];
  cases: CaseForExplanation[] = [];
  queue: Queued[] = [];
  order: OrderToTell & { readonly reason: OrderReason | null; readonly updatedAtMs: number };
  readonly createdAtMs: number;

  constructor(readonly luck: () => number) {
    this.createdAtMs = this.nowMs;
    this.order = {
      orderId: 'order-42',
      state: 'order_intent_saved',
      version: 1,
      reason: null,
      shard: 20,
      total: money(this.between(1, 900) * 100 + this.between(0, 99), 'EUR'),
      heldUntilMs: null,
      reference: 'ABCD-EFGH',
      email: 'ada@example.test',
      updatedAtMs: this.nowMs,
    };
  }

  between(least: number, most: number): number {
    return least + Math.floor(this.luck() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.luck() < probability;
  }

  pick<T>(...from: readonly [T, ...T[]]): T {
    return from[this.between(0, from.length - 1)] ?? from[0];
  }

  pass(leastMs: number, mostMs = leastMs): void {
    this.nowMs += this.between(leastMs, mostMs);
  }

  append(rows: readonly NewEvidence[]): void {
    this.nowMs += this.between(1, 9);
    this.rows.push(...rows.map((row) => ({ ...row, recordedAtMs: this.nowMs })));
  }

  apply(record: DecisionRecord): void {
    const { cases, closes, evidence, heldUntilMs, hold, operations, reason, refund, to } = record;
    if (to !== null) {
      const kept = hold === 'keep' ? this.order.heldUntilMs : hold === 'extend' ? heldUntilMs : null;
      const moved = { state: to, reason, version: this.order.version + 1, updatedAtMs: this.nowMs };
      this.order = { ...this.order, ...moved, heldUntilMs: kept };
    }
    if (refund !== null) this.order = { ...this.order, refundOrderedMinor: refund.amountMinor };
    for (const operation of operations) this.intend(operation);
    this.append(evidence);
    for (const opened of cases) this.open(opened);
    for (const { caseId } of closes) this.close(caseId);
  }

  open({ atRisk, caseId, dueAtMs, reason }: NewCase): void {
    if (this.cases.some((each) => each.caseId === caseId)) return;
    this.cases.push({ caseId, reason, owner: null, openedAtMs: this.nowMs, dueAtMs, closedAtMs: null, atRisk });
  }

  close(caseId: string): void {
    this.cases = this.cases.map((each) => (each.caseId === caseId ? { ...each, closedAtMs: this.nowMs } : each));
  }

  // ---------------------------------------------------------------------------------------------------- operations

  pay(): Operation {
    return this.operation(`pay:${this.order.orderId}`);
  }

  operation(name: string): Operation {
    const known = this.operations.find(({ operation }) => operation === name);
    if (known === undefined) throw new RangeError(`no operation ${name}`);
    return known;
  }

  intend(planned: PlannedOperation): void {
    if (this.operations.some(({ operation }) => operation === planned.operation)) return;
    this.operations.push({ ...planned, state: 'intended', checksDone: 0 });
  }

  /** A worker takes what is due, when it is due. */
  protected claim(row: Operation): Operation {
    this.nowMs = Math.max(this.nowMs, row.nextCheckAtMs ?? this.nowMs) + this.between(1, 500);
    const isPay = row.kind === 'authorize';
    return this.change({
      ...row,
      nextCheckAtMs: this.nowMs + CLAIM_MS,
      checksDone: row.checksDone + (isPay ? 1 : 0),
      attempts: row.attempts + (isPay ? 0 : 1),
      firstAttemptAtMs: row.firstAttemptAtMs ?? this.nowMs,
    });
  }

  protected change(row: Operation): Operation {
    this.operations = this.operations.map((each) => (each.operation === row.operation ? row : each));
    return row;
  }

  // --------------------------------------------------------------------------------------------------- as it is read

  toExplain(): { readonly order: OrderForExplanation; readonly evidence: readonly EvidenceRow[] } {
    const { order } = this;
    return {
      order: { ...order, createdAtMs: this.createdAtMs, region: 'east', ownerEpoch: 12 },
      evidence: chained(this.rows),
    };
  }
}
