/**
 * Whether the evidence permits a repair: one pure judgement for the offer, the proposal, the approval and the order owner. Nothing is
 * permitted without the provider's own fresh word, and an order is never decided on the word about another charge.
 */
import type { Money } from '../money';
import { moneyWords } from '../money-words';
import { holdStands, isFinal, type OrderState } from '../order';
import {
  EVIDENCE_FRESH_MS,
  type ProviderSaid,
  refundableMinor,
  type RepairBasis,
  type RepairKind,
  type RepairOperation,
  type RepairOrder,
  returnsOf,
} from './repair';

const REPAIR_REFUSALS = [
  'evidence_missing',
  'evidence_stale',
  'provider_silent',
  'reference_missing',
  'other_charge',
  'amount_mismatch',
  'currency_mismatch',
  'hold_gone',
  'money_held',
  'nothing_held',
  'not_known_yet',
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

interface Refused {
  readonly permitted: false;
  readonly code: RepairRefusal;
  readonly text: string;
}

export type RepairJudgement = { readonly permitted: true } | Refused;

const PERMITTED: RepairJudgement = { permitted: true };
const no = (code: RepairRefusal, text: string): Refused => ({ permitted: false, code, text });

/**
 * Whether the evidence permits this repair now.
 * @param amount of a refund; null for the others and for "whatever can be refunded".
 * @param freshForMs how old the provider's word may be.
 */
export function judgeRepair(
  kind: RepairKind,
  amount: Money | null,
  basis: RepairBasis,
  nowMs: number,
  freshForMs = EVIDENCE_FRESH_MS,
): RepairJudgement {
  const { order, provider } = basis;
  const early = refusedByState(kind, basis);
  if (early !== null) return early;
  const unheard = refusedUnheard(kind, basis, nowMs, freshForMs);
  if (unheard !== null || provider === null) return unheard ?? NOT_ASKED;
  switch (kind) {
    case 'confirm':
      return judgeConfirmation(basis, provider, nowMs);
    case 'fail_safely':
      return judgeFailing(basis, provider);
    case 'void':
      return judgeVoid(basis, provider);
    case 'refund':
      return judgeRefund(amount, basis, provider);
    case 'release':
      return holdStands(order, nowMs) ? PERMITTED : no('no_hold', 'No hold stands.');
    case 'accept_difference':
      return judgeAcceptance(basis, provider);
    default:
      return kind satisfies never;
  }
}

/** What no evidence can change. */
function refusedByState(kind: RepairKind, { openCase, order, provider }: RepairBasis): Refused | null {
  switch (kind) {
    case 'confirm':
    case 'fail_safely':
      return isFinal(order.state)
        ? no('final', 'The order is final and is never reopened.')
        : refusedWhileAtWork(order.state);
    case 'release':
      return isFinal(order.state)
        ? no('final', 'The order is final; its hold was settled with it.')
        : refusedWhileAtWork(order.state);
    case 'void':
      // another charge is nobody's work but a person's, whatever the order does meanwhile
      if (provider?.ofOtherCharge === true) return null;
      return order.state === 'order_confirmed'
        ? no('final', 'The order is confirmed; its money is refunded, not voided.')
        : refusedWhileAtWork(order.state);
    case 'refund':
      return provider?.ofOtherCharge === true ? null : refusedWhileAtWork(order.state);
    case 'accept_difference':
      if (openCase === null) return no('no_case', 'There is no open case to close.');
      return isFinal(order.state) || provider?.ofOtherCharge === true
        ? null
        : no('not_final', 'The order is not final; its outcome must be decided first.');
    default:
      return kind satisfies never;
  }
}

function refusedWhileAtWork(state: OrderState): Refused | null {
  return isFinal(state) || state === 'needs_reconciliation'
    ? null
    : no('not_waiting', 'Machines still work on this order.');
}

const NOT_ASKED = no('evidence_missing', 'Look the payment up at the provider first.');

function refusedUnheard(
  kind: RepairKind,
  { newerWord, provider }: RepairBasis,
  nowMs: number,
  freshForMs: number,
): Refused | null {
  if (provider === null) return NOT_ASKED;
  if (nowMs - provider.observedAtMs > freshForMs)
    return no('evidence_stale', 'What the provider said is too old; look it up again.');
  if (newerWord) return no('evidence_stale', 'The provider has said something since; look it up again.');
  // items can be let go although nobody knows: money that comes later finds no hold and is given back
  if (provider.answer === 'unanswered' && kind !== 'release')
    return no('provider_silent', 'The provider did not answer; nobody knows.');
  return null;
}

function judgeConfirmation(basis: RepairBasis, provider: ProviderSaid, nowMs: number): RepairJudgement {
  const { order } = basis;
  if (provider.ofOtherCharge) return OTHER_CHARGE;
  if (provider.holdsNothing) return NOTHING_HELD;
  if (provider.answer === 'not_found') return NOT_FOUND_YET;
  if (provider.amount === null) return STILL_OPEN;
  if (provider.providerReference === null) return NO_REFERENCE;
  if (provider.amount.currency !== order.total.currency)
    return no('currency_mismatch', "The authorized currency is not the order's.");
  if (provider.amount.amountMinor !== order.total.amountMinor || provider.refundedMinor > 0)
    return no('amount_mismatch', "The authorized amount is not the order's.");
  if (returnsOf(basis).some(mayStillArrive))
    return no('under_way', 'A void or a refund of it was sent and may still be carried out.');
  return holdStands(order, nowMs) ? PERMITTED : no('hold_gone', 'The hold of its items has ended.');
}

function judgeFailing(basis: RepairBasis, provider: ProviderSaid): RepairJudgement {
  if (provider.ofOtherCharge) return OTHER_CHARGE;
  if (returnsOf(basis).some(({ planned }) => planned)) return UNDER_WAY;
  return provider.holdsNothing ? PERMITTED : stillHeld(provider);
}

function judgeVoid(basis: RepairBasis, provider: ProviderSaid): RepairJudgement {
  if (returnsOf(basis).some(({ planned }) => planned)) return UNDER_WAY;
  if (provider.holdsNothing) return NOTHING_HELD;
  if (provider.answer === 'not_found') return NOT_FOUND_YET;
  if (provider.providerReference === null) return NO_REFERENCE;
  return provider.captured ? no('already_captured', 'The money is captured; refund it instead.') : PERMITTED;
}

function judgeRefund(amount: Money | null, basis: RepairBasis, provider: ProviderSaid): RepairJudgement {
  if (returnsOf(basis).some(({ planned }) => planned)) return UNDER_WAY;
  if (provider.holdsNothing) return NOTHING_HELD;
  if (provider.answer === 'not_found') return NOT_FOUND_YET;
  if (!provider.captured || provider.amount === null)
    return no('not_captured', 'The money is not captured; void it instead.');
  if (provider.providerReference === null) return NO_REFERENCE;
  const most = refundableMinor(provider);
  if (most <= 0) return NOTHING_HELD;
  if (amount === null) return PERMITTED;
  if (amount.currency !== provider.amount.currency)
    return no('currency_mismatch', `It was captured in ${provider.amount.currency} and is refunded in it.`);
  return amount.amountMinor > most
    ? no('amount_over_held', `At most ${moneyWords({ ...provider.amount, amountMinor: most })} can be refunded.`)
    : PERMITTED;
}

function judgeAcceptance(basis: RepairBasis, provider: ProviderSaid): RepairJudgement {
  if (returnsOf(basis).some(({ planned }) => planned)) return UNDER_WAY;
  const mayHold = provider.ofOtherCharge || basis.order.state === 'failed_safely';
  return mayHold && !provider.holdsNothing ? stillHeld(provider) : PERMITTED;
}

/** Sent, and its end is not known: it may arrive after a decision that counts on the money. */
function mayStillArrive({ planned, state }: RepairOperation): boolean {
  return planned || state === 'intended' || state === 'unknown';
}

const NOTHING_HELD = no('nothing_held', 'The provider holds no money for it.');
const NOT_FOUND_YET = no(
  'not_known_yet',
  'The provider does not find it, which is no proof yet that nothing was accepted.',
);
const NO_REFERENCE = no('reference_missing', "The provider's reference is missing.");
const STILL_OPEN = no('not_known_yet', 'The payment is still open at the provider; it may yet succeed.');
const UNDER_WAY = no('under_way', 'Money is on its way back and not acknowledged yet.');
const OTHER_CHARGE = no('other_charge', 'This is about another charge; the order is decided on its own payment alone.');

function stillHeld({ amount, answer }: ProviderSaid): Refused {
  if (answer === 'not_found') return NOT_FOUND_YET;
  return amount === null ? STILL_OPEN : no('money_held', `${moneyWords(amount)} is held; give it back first.`);
}

/** What the owner knows of an order when it is asked to repair it: the rest was judged when it was asked for. */
export function ownersBasis(order: RepairOrder, provider: ProviderSaid | null, caseId: string | null): RepairBasis {
  return {
    order,
    provider,
    newerWord: false,
    // the database keeps a confirmation from meeting money that is on its way back
    operations: [],
    openCase: caseId === null ? null : { caseId, reason: '' },
  };
}
