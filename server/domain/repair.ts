/**
 * Repairs: what a person may decide about one order, and what the evidence must show for it. The desk offers and the order owner
 * accepts by the same judgement, so that no page decides it; both refuse a verdict without the provider's own fresh word.
 */
import type { Money } from './money';
import { moneyWords } from './money-words';
import { holdStands, isFinal, type OrderState } from './order';
import type { PaymentOperationKind, PaymentOperationState } from './payment-operation';

export const REPAIR_KINDS = ['confirm', 'fail_safely', 'void', 'refund', 'release', 'accept_difference'] as const;

export type RepairKind = (typeof REPAIR_KINDS)[number];

/** A person decides on what the provider said at most this long ago. */
export const EVIDENCE_FRESH_MS = 5 * 60_000;
/** The order owner acts on it at most this long after it was said: a second person takes a while. */
export const EVIDENCE_KEPT_MS = 15 * 60_000;
export const LEAST_REASON = 10;

/** What the provider said when it was asked, as the evidence row `seq` keeps it. */
export interface ProviderSaid {
  readonly seq: number;
  readonly observedAtMs: number;
  readonly answer: 'found' | 'not_found' | 'unanswered';
  readonly providerReference: string | null;
  /** What is held or was captured, less nothing; null unless found with money. */
  readonly amount: Money | null;
  /** The money left the customer's account: it is refunded, not voided. */
  readonly captured: boolean;
  readonly refundedMinor: number;
  /** Nothing is held, and nothing can be on its way: declined, cancelled, wholly refunded, or not found after the settle time. */
  readonly holdsNothing: boolean;
}

export interface RepairOrder {
  readonly orderId: string;
  readonly state: OrderState;
  readonly version: number;
  readonly total: Money;
  /** Null when no hold stands. */
  readonly heldUntilMs: number | null;
}

export interface RepairOperation {
  readonly operation: string;
  readonly kind: PaymentOperationKind;
  readonly state: PaymentOperationState;
  readonly amount: Money;
  readonly providerReference: string | null;
  /** Machines are at it: it will be tried or looked up again by itself. */
  readonly planned: boolean;
}

/** Everything that a repair is judged on: frozen with it, shown to the approver, and compared again by the owner. */
export interface RepairBasis {
  readonly order: RepairOrder;
  readonly provider: ProviderSaid | null;
  readonly operations: readonly RepairOperation[];
  readonly openCase: { readonly caseId: string; readonly reason: string } | null;
}

export const REPAIR_REFUSALS = [
  'evidence_missing',
  'evidence_stale',
  'provider_silent',
  'reference_missing',
  'amount_mismatch',
  'currency_mismatch',
  'hold_gone',
  'money_held',
  'nothing_held',
  'already_captured',
  'not_captured',
  'amount_over_held',
  'under_way',
  'not_waiting',
  'final',
  'not_final',
  'no_hold',
  'no_case',
] as const;

export type RepairRefusal = (typeof REPAIR_REFUSALS)[number];

export type RepairJudgement =
  | { readonly permitted: true }
  | { readonly permitted: false; readonly code: RepairRefusal; readonly text: string };

const PERMITTED: RepairJudgement = { permitted: true };
const no = (code: RepairRefusal, text: string): RepairJudgement => ({ permitted: false, code, text });

/**
 * Whether the evidence permits this repair now.
 * @param amountMinor of a refund; null for the others and for "whatever can be refunded".
 * @param freshForMs how old the provider's word may be.
 */
export function judgeRepair(
  kind: RepairKind,
  amountMinor: number | null,
  basis: RepairBasis,
  nowMs: number,
  freshForMs = EVIDENCE_FRESH_MS,
): RepairJudgement {
  switch (kind) {
    case 'release':
      return judgeRelease(basis.order, nowMs);
    case 'accept_difference':
      return judgeAcceptance(basis, nowMs, freshForMs);
    case 'confirm':
    case 'fail_safely':
    case 'void':
    case 'refund':
      return judgeOnProvider(kind, amountMinor, basis, nowMs, freshForMs);
    default:
      return kind satisfies never;
  }
}

function judgeRelease(order: RepairOrder, nowMs: number): RepairJudgement {
  if (isFinal(order.state)) return no('final', 'The order is final; its hold was settled with it.');
  if (order.state !== 'needs_reconciliation')
    return no('not_waiting', 'Machines still work on this order; its hold ends with their decision.');
  return holdStands(order, nowMs) ? PERMITTED : no('no_hold', 'No hold stands.');
}

function judgeAcceptance(basis: RepairBasis, nowMs: number, freshForMs: number): RepairJudgement {
  const { openCase, order, operations, provider } = basis;
  if (openCase === null) return no('no_case', 'There is no open case to close.');
  if (!isFinal(order.state)) return no('not_final', 'The order is not final; its outcome must be decided first.');
  if (operations.some(isUnderWay)) return no('under_way', 'Money is on its way back and not acknowledged yet.');
  const heard = judgeHeard(provider, nowMs, freshForMs);
  if (!heard.permitted) return heard;
  if (order.state === 'failed_safely' && provider !== null && !provider.holdsNothing)
    return no('money_held', `${heldWords(provider)} is held for an order that failed; give it back first.`);
  return PERMITTED;
}

function judgeOnProvider(
  kind: 'confirm' | 'fail_safely' | 'void' | 'refund',
  amountMinor: number | null,
  basis: RepairBasis,
  nowMs: number,
  freshForMs: number,
): RepairJudgement {
  const { order, operations, provider } = basis;
  if ((kind === 'confirm' || kind === 'fail_safely') && order.state !== 'needs_reconciliation')
    return isFinal(order.state)
      ? no('final', 'The order is final and is never reopened.')
      : no('not_waiting', 'Machines still work on this order.');
  const heard = judgeHeard(provider, nowMs, freshForMs);
  if (!heard.permitted || provider === null) return heard;
  if (operations.some(isUnderWay)) return no('under_way', 'A void or a refund is on its way and not acknowledged yet.');
  switch (kind) {
    case 'confirm':
      return judgeConfirmation(order, provider, nowMs);
    case 'fail_safely':
      return provider.holdsNothing ? PERMITTED : no('money_held', `${heldWords(provider)} is held.`);
    case 'void':
      return judgeVoid(order, provider);
    case 'refund':
      return judgeRefund(amountMinor, order, provider);
    default:
      return kind satisfies never;
  }
}

function judgeHeard(provider: ProviderSaid | null, nowMs: number, freshForMs: number): RepairJudgement {
  if (provider === null) return no('evidence_missing', 'Look the payment up at the provider first.');
  if (nowMs - provider.observedAtMs > freshForMs)
    return no('evidence_stale', 'What the provider said is too old; look it up again.');
  if (provider.answer === 'unanswered') return no('provider_silent', 'The provider did not answer; nobody knows.');
  return PERMITTED;
}

function judgeConfirmation(order: RepairOrder, provider: ProviderSaid, nowMs: number): RepairJudgement {
  if (provider.holdsNothing || provider.amount === null)
    return no('nothing_held', 'The provider holds no money for it.');
  if (provider.providerReference === null) return no('reference_missing', "The provider's reference is missing.");
  if (provider.amount.currency !== order.total.currency)
    return no('currency_mismatch', "The authorized currency is not the order's.");
  if (provider.amount.amountMinor !== order.total.amountMinor || provider.refundedMinor > 0)
    return no('amount_mismatch', "The authorized amount is not the order's.");
  return holdStands(order, nowMs) ? PERMITTED : no('hold_gone', 'The hold of its items has ended.');
}

function judgeVoid(order: RepairOrder, provider: ProviderSaid): RepairJudgement {
  if (order.state === 'order_confirmed')
    return no('final', 'The order is confirmed; its money is refunded, not voided.');
  if (!isFinal(order.state) && order.state !== 'needs_reconciliation')
    return no('not_waiting', 'Machines still work on this order.');
  if (provider.holdsNothing || provider.amount === null)
    return no('nothing_held', 'The provider holds no money for it.');
  if (provider.providerReference === null) return no('reference_missing', "The provider's reference is missing.");
  return provider.captured ? no('already_captured', 'The money is captured; it is refunded, not voided.') : PERMITTED;
}

function judgeRefund(amountMinor: number | null, order: RepairOrder, provider: ProviderSaid): RepairJudgement {
  if (!isFinal(order.state) && order.state !== 'needs_reconciliation')
    return no('not_waiting', 'Machines still work on this order.');
  if (provider.providerReference === null) return no('reference_missing', "The provider's reference is missing.");
  if (!provider.captured) return no('not_captured', 'The money is not captured; it is voided, not refunded.');
  const most = refundableMinor(provider);
  if (most <= 0) return no('nothing_held', 'The provider holds no money for it.');
  if (amountMinor !== null && amountMinor > most && provider.amount !== null)
    return no('amount_over_held', `At most ${moneyWords({ ...provider.amount, amountMinor: most })} can be refunded.`);
  return PERMITTED;
}

/** The most that a refund may give back, minor units. */
export function refundableMinor(provider: ProviderSaid): number {
  return provider.captured && provider.amount !== null
    ? Math.max(0, provider.amount.amountMinor - provider.refundedMinor)
    : 0;
}

function isUnderWay({ kind, planned }: RepairOperation): boolean {
  return planned && (kind === 'void' || kind === 'refund');
}

function heldWords({ amount }: ProviderSaid): string {
  return amount === null ? 'Money' : moneyWords(amount);
}

/** Whether money moves, or is let go, by more than one person may decide. */
export function needsSecondPerson(kind: RepairKind, amount: Money | null, atRisk: Money, limitMinor: number): boolean {
  switch (kind) {
    case 'release':
      return false;
    case 'confirm':
    case 'void':
    case 'refund':
      return (amount ?? atRisk).amountMinor > limitMinor;
    case 'fail_safely':
    case 'accept_difference':
      return atRisk.amountMinor > limitMinor;
    default:
      return kind satisfies never;
  }
}

/** The words of a choice. */
export const REPAIR_WORDS: Record<RepairKind, string> = {
  confirm: 'Confirm the order',
  fail_safely: 'Fail safely, nothing to return',
  void: 'Void the authorization',
  refund: 'Refund',
  release: 'Release the items',
  accept_difference: 'Accept the difference',
};
