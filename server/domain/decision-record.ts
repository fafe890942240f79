/** A decision with everything that it makes durable in the same transaction: the move, its hold and money effects, evidence, messages and cases. */
import type { NewEvidence } from './evidence';
import type { HoldEffect, OrderFacts, OrderReason, OrderState } from './order';
import type { PlannedOperation } from './placement';
import type { NewCase } from './reconciliation-case';

/** A message to publish, without the envelope's routing. */
export interface NewMessage {
  readonly orderId: string;
  readonly messageId: string;
  readonly schema: string;
  readonly schemaVersion: number;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly consumers: readonly string[];
  readonly paymentOperation: string | null;
  readonly requestId: string | null;
  readonly traceId: string | null;
}

export interface SettledRepair {
  readonly repairId: string;
  readonly state: 'applied' | 'refused';
  /** Why it was refused; null when it was applied. */
  readonly because: string | null;
  /** What stands after it; null when it was refused. */
  readonly after: Readonly<Record<string, string | number | null>> | null;
}

/** What one transaction of the order owner writes for one order. `to` null: the order does not move, only effects are written. */
export interface DecisionRecord {
  readonly orderId: string;
  readonly shard: number;
  readonly ownerEpoch: number;
  readonly expectedVersion: number;
  readonly from: OrderState;
  readonly to: OrderState | null;
  readonly reason: OrderReason | null;
  readonly hold: HoldEffect;
  /** New end of the hold for `extend`; kept otherwise. */
  readonly heldUntilMs: number | null;
  readonly deadlineAtMs: number | null;
  readonly operations: readonly PlannedOperation[];
  readonly evidence: readonly NewEvidence[];
  readonly messages: readonly NewMessage[];
  readonly cases: readonly NewCase[];
  /** Open cases that this decision ends. One that is not there, or closed already, stays as it is. */
  readonly closes: readonly { readonly caseId: string; readonly verdict: string }[];
  /** The repair that it settles, in the same transaction; null for a machine's decision. */
  readonly repair: SettledRepair | null;
  /** What is ordered to be given back of a confirmed order; null for nothing. */
  readonly refund: { readonly amountMinor: number; readonly repairId: string } | null;
  /** The message that caused it, taken off the queue in the same transaction. */
  readonly consumed: { readonly messageId: string; readonly consumer: string } | null;
  readonly decidedBy: string;
}

export interface DecisionContext {
  readonly nowMs: number;
  readonly region: string;
  readonly ownerEpoch: number;
  readonly decidedBy: string;
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly consumed: DecisionRecord['consumed'];
  readonly extendedHoldUntilMs: number;
  /** When the machines look next, for `payment_pending`. */
  readonly nextCheckAtMs: number | null;
}

/** What the order must be known by, besides its facts, to tell its subscribers. */
export interface OrderToTell extends OrderFacts {
  readonly reference: string;
  readonly email: string;
}

/** A decision about this order that moves and writes nothing yet. */
export const emptyDecision = (
  { orderId, shard, state, version }: Pick<OrderToTell, 'orderId' | 'shard' | 'state' | 'version'>,
  {
    consumed = null,
    decidedBy,
    ownerEpoch,
  }: Pick<DecisionContext, 'decidedBy' | 'ownerEpoch'> & Partial<Pick<DecisionContext, 'consumed'>>,
): DecisionRecord => ({
  orderId,
  shard,
  ownerEpoch,
  expectedVersion: version,
  from: state,
  to: null,
  reason: null,
  hold: 'keep',
  heldUntilMs: null,
  deadlineAtMs: null,
  operations: [],
  evidence: [],
  messages: [],
  cases: [],
  closes: [],
  repair: null,
  refund: null,
  consumed,
  decidedBy,
});
