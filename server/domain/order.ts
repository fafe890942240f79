/**
 * The order's state machine: the only place that says which move is legal and what it needs.
 * It protects the promise that one intent has one clear outcome: unknown is never failed, partial
 * success is never confirmed, and a final state is never left. The same table is enforced by the database
 * (`transitions_legal_check`), so a wrong move is refused twice.
 */
import type { Money } from './money';
import type { PaymentOutcome } from './payment';

export const ORDER_STATES = [
  'order_intent_saved',
  'inventory_reserved',
  'payment_authorizing',
  'payment_pending',
  'order_confirmed',
  'needs_reconciliation',
  'failed_safely',
] as const;

export type OrderState = (typeof ORDER_STATES)[number];

/** Every legal move. `null` is "no order yet". */
export const LEGAL_TRANSITIONS = [
  [null, 'order_intent_saved'],
  ['order_intent_saved', 'inventory_reserved'],
  ['order_intent_saved', 'failed_safely'],
  ['inventory_reserved', 'failed_safely'],
  ['inventory_reserved', 'payment_authorizing'],
  ['payment_authorizing', 'order_confirmed'],
  ['payment_authorizing', 'failed_safely'],
  ['payment_authorizing', 'payment_pending'],
  ['payment_authorizing', 'needs_reconciliation'],
  ['payment_pending', 'order_confirmed'],
  ['payment_pending', 'failed_safely'],
  ['payment_pending', 'needs_reconciliation'],
  ['needs_reconciliation', 'order_confirmed'],
  ['needs_reconciliation', 'failed_safely'],
] as const satisfies readonly (readonly [OrderState | null, OrderState])[];

export function isLegal(from: OrderState | null, to: OrderState): boolean {
  return LEGAL_TRANSITIONS.some(([legalFrom, legalTo]) => legalFrom === from && legalTo === to);
}

export function isFinal(state: OrderState): state is 'order_confirmed' | 'failed_safely' {
  return state === 'order_confirmed' || state === 'failed_safely';
}

/** Why an order stands where it stands; one typed word, turned into a sentence by `customer-message.ts`. */
export const ORDER_REASONS = [
  'out_of_stock',
  'intent_expired',
  'withdrawn',
  'declined',
  'never_accepted',
  'deadline_passed',
  'requires_action',
  'processing',
  'amount_mismatch',
  'currency_mismatch',
  'reference_missing',
  'hold_gone',
  'checks_ran_out',
  'compensated',
  'repaired',
] as const;

export type OrderReason = (typeof ORDER_REASONS)[number];

/** What the owner knows of an order when it decides; loaded in one read, written back under `version` and `ownerEpoch`. */
export interface OrderFacts {
  readonly orderId: string;
  readonly state: OrderState;
  /** From 1; one more per transition, without a gap. */
  readonly version: number;
  readonly shard: number;
  readonly total: Money;
  /** When the hold on the lines ends, epoch milliseconds; null when no hold stands. */
  readonly heldUntilMs: number | null;
  /** What a repair has ordered to be given back of a confirmed order, minor units; absent for nothing. */
  readonly refundOrderedMinor?: number;
}

export type OrderCommand =
  /** The payment receiver recorded what the provider said (or that it said nothing by the deadline). */
  | { readonly kind: 'payment_outcome'; readonly outcome: PaymentOutcome; readonly nowMs: number }
  /** Nobody recorded an outcome by the deadline (the caller died): unknown, not failed. */
  | { readonly kind: 'deadline_passed'; readonly nowMs: number }
  /** All look-ups are used up without evidence. */
  | { readonly kind: 'checks_ran_out'; readonly nowMs: number }
  /** The intent was kept long enough and no payment operation was ever sent. */
  | { readonly kind: 'intent_expired'; readonly nowMs: number }
  /** The customer withdrew an intent for which no payment operation was ever sent. */
  | { readonly kind: 'withdrawn'; readonly nowMs: number }
  /** A compensation (void, refund) was acknowledged by the provider for an order under reconciliation. */
  | { readonly kind: 'compensated'; readonly providerReference: string; readonly nowMs: number }
  /** Admission granted a payment attempt for an intent that was kept. */
  | { readonly kind: 'payment_admitted'; readonly nowMs: number };

/** What happens to the order's hold in the same transaction as the move. */
export type HoldEffect = 'keep' | 'extend' | 'commit' | 'release';

/** Money work that the move makes durable; done afterwards by the payment receiver under its own operation id. */
export type MoneyEffect = 'capture' | 'void' | 'none';

export type Decision =
  | {
      readonly kind: 'move';
      readonly to: OrderState;
      readonly reason: OrderReason | null;
      readonly hold: HoldEffect;
      readonly money: MoneyEffect;
    }
  /** The command changes nothing: already decided that way, or nothing new is known. */
  | { readonly kind: 'stay'; readonly because: 'already_final' | 'nothing_new' | 'not_applicable' }
  /** Money evidence after a final state that does not fit it: never reopens the order, opens a case (and voids). */
  | { readonly kind: 'stray_money'; readonly money: MoneyEffect }
  /** Stray money was given back: its case ends; the order stays as it is. */
  | { readonly kind: 'stray_returned' };

const move = (to: OrderState, reason: OrderReason | null, hold: HoldEffect, money: MoneyEffect = 'none'): Decision => ({
  kind: 'move',
  to,
  reason,
  hold,
  money,
});

const stay = (because: 'already_final' | 'nothing_new' | 'not_applicable'): Decision => ({ kind: 'stay', because });

/** Decides one command; pure and total over states and commands. Every returned move is legal. */
export function decide(order: OrderFacts, command: OrderCommand): Decision {
  switch (command.kind) {
    case 'payment_outcome':
      return decideOutcome(order, command.outcome, command.nowMs);
    case 'deadline_passed':
      return order.state === 'payment_authorizing'
        ? move('payment_pending', 'deadline_passed', 'extend')
        : stay(isFinal(order.state) ? 'already_final' : 'not_applicable');
    case 'checks_ran_out':
      return awaitsOutcome(order.state)
        ? move('needs_reconciliation', 'checks_ran_out', 'keep')
        : stay(isFinal(order.state) ? 'already_final' : 'not_applicable');
    case 'intent_expired':
    case 'withdrawn':
      return order.state === 'order_intent_saved' || order.state === 'inventory_reserved'
        ? move('failed_safely', command.kind, 'release')
        : stay(isFinal(order.state) ? 'already_final' : 'not_applicable');
    case 'compensated':
      return order.state === 'needs_reconciliation'
        ? move('failed_safely', 'compensated', 'release')
        : stay(isFinal(order.state) ? 'already_final' : 'not_applicable');
    case 'payment_admitted':
      return order.state === 'inventory_reserved' && holdStands(order, command.nowMs)
        ? move('payment_authorizing', null, 'extend')
        : stay(isFinal(order.state) ? 'already_final' : 'not_applicable');
    default:
      return command satisfies never;
  }
}

function decideOutcome(order: OrderFacts, outcome: PaymentOutcome, nowMs: number): Decision {
  if (isFinal(order.state)) return decideStray(order, outcome);
  if (order.state === 'needs_reconciliation') return decideUnderReconciliation(order, outcome, nowMs);
  if (!awaitsOutcome(order.state))
    return outcome.kind === 'authorized' ? { kind: 'stray_money', money: 'void' } : stay('not_applicable');
  switch (outcome.kind) {
    case 'authorized':
      return decideAuthorized(order, outcome, nowMs);
    case 'declined':
      return move('failed_safely', 'declined', 'release');
    case 'never_accepted':
      return move('failed_safely', 'never_accepted', 'release');
    case 'voided':
    case 'refunded':
      return move('failed_safely', 'compensated', 'release');
    case 'unknown':
    case 'requires_action':
    case 'processing':
      return order.state === 'payment_authorizing'
        ? move('payment_pending', outcome.kind === 'unknown' ? 'deadline_passed' : outcome.kind, 'extend')
        : stay('nothing_new');
    default:
      return outcome satisfies never;
  }
}

function decideAuthorized(
  order: OrderFacts,
  outcome: Extract<PaymentOutcome, { kind: 'authorized' }>,
  nowMs: number,
): Decision {
  if (outcome.providerReference === '') return move('needs_reconciliation', 'reference_missing', 'keep');
  if (outcome.amount.currency !== order.total.currency)
    return move('needs_reconciliation', 'currency_mismatch', 'release', 'void');
  if (outcome.amount.amountMinor !== order.total.amountMinor)
    return move('needs_reconciliation', 'amount_mismatch', 'release', 'void');
  if (!holdStands(order, nowMs)) return move('needs_reconciliation', 'hold_gone', 'release', 'void');
  return move('order_confirmed', null, 'commit', 'capture');
}

/** Evidence that completes an order under reconciliation; while it conflicts, the order stays and a person or a compensation ends it. */
function decideUnderReconciliation(order: OrderFacts, outcome: PaymentOutcome, nowMs: number): Decision {
  switch (outcome.kind) {
    case 'authorized': {
      const decision = decideAuthorized(order, outcome, nowMs);
      // money that came while a person was looking and cannot be confirmed is given back, never left standing
      return decision.kind === 'move' && decision.to === 'order_confirmed'
        ? decision
        : { kind: 'stray_money', money: 'void' };
    }
    case 'declined':
    case 'never_accepted':
      return move('failed_safely', outcome.kind, 'release');
    case 'voided':
    case 'refunded':
      return move('failed_safely', 'compensated', 'release');
    case 'unknown':
    case 'requires_action':
    case 'processing':
      return stay('nothing_new');
    default:
      return outcome satisfies never;
  }
}

function decideStray(order: OrderFacts, outcome: PaymentOutcome): Decision {
  const isReturned = outcome.kind === 'voided' || outcome.kind === 'refunded';
  if (order.state === 'failed_safely')
    return outcome.kind === 'authorized'
      ? { kind: 'stray_money', money: 'void' }
      : isReturned
        ? { kind: 'stray_returned' }
        : stay('already_final');
  // what a person ordered to be given back is no surprise when it comes
  const isOrdered = outcome.kind === 'refunded' && (order.refundOrderedMinor ?? 0) >= order.total.amountMinor;
  return isReturned && !isOrdered ? { kind: 'stray_money', money: 'none' } : stay('already_final');
}

export function awaitsOutcome(state: OrderState): state is 'payment_authorizing' | 'payment_pending' {
  return state === 'payment_authorizing' || state === 'payment_pending';
}

/** A hold stands strictly before its end: at the very millisecond of its end it is gone. */
export function holdStands(order: Pick<OrderFacts, 'heldUntilMs'>, nowMs: number): boolean {
  return order.heldUntilMs !== null && nowMs < order.heldUntilMs;
}

/** Applies a decision to the facts; `stay` and `stray_money` change nothing. */
export function evolve(order: OrderFacts, decision: Decision, extendedHoldUntilMs: number): OrderFacts {
  switch (decision.kind) {
    case 'stay':
    case 'stray_money':
    case 'stray_returned':
      return order;
    case 'move':
      return {
        ...order,
        state: decision.to,
        version: order.version + 1,
        heldUntilMs: holdAfter(order.heldUntilMs, decision.hold, extendedHoldUntilMs),
      };
    default:
      return decision satisfies never;
  }
}

function holdAfter(heldUntilMs: number | null, effect: HoldEffect, extendedUntilMs: number): number | null {
  switch (effect) {
    case 'keep':
      return heldUntilMs;
    case 'extend':
      return heldUntilMs === null ? null : Math.max(heldUntilMs, extendedUntilMs);
    case 'commit':
    case 'release':
      return null;
    default:
      return effect satisfies never;
  }
}
