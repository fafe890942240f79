/** What the desk offers for one order: each repair with what would change by it, or why the evidence does not permit it. */
import type { Money } from '../money';
import { moneyWords } from '../money-words';
import { refundOperation, voidOperation } from '../operation';
import {
  needsSecondPerson,
  refundableMinor,
  REPAIR_KINDS,
  REPAIR_WORDS,
  type RepairBasis,
  type RepairKind,
} from './repair';
import { judgeRepair, type RepairJudgement } from './judgement';

export interface RepairOffer {
  readonly kind: RepairKind;
  readonly words: string;
  readonly judgement: RepairJudgement;
  /** What a void gives back, the most that a refund may; null for the others. */
  readonly amount: Money | null;
  /** The side effect's name, made before it is sent; null where none is. */
  readonly operation: string | null;
  readonly needsSecondPerson: boolean;
  readonly before: RepairStanding;
  readonly after: RepairStanding;
  readonly unchanged: string;
}

export interface RepairStanding {
  readonly state: string;
  readonly money: string;
}

/** @param limitMinor more than this takes a second person, minor units. */
export function repairOffers(basis: RepairBasis, atRisk: Money, limitMinor: number, nowMs: number): RepairOffer[] {
  return REPAIR_KINDS.map((kind) => {
    const amount = amountOf(kind, basis);
    return {
      kind,
      words: REPAIR_WORDS[kind],
      judgement: judgeRepair(kind, null, basis, nowMs),
      amount,
      operation: operationOf(kind, basis),
      needsSecondPerson: needsSecondPerson(kind, amount, basis, atRisk, limitMinor),
      before: { state: basis.order.state, money: moneyNow(basis) },
      after: afterOf(kind, amount, basis),
      unchanged: UNCHANGED[kind],
    };
  });
}

/** @returns null for a repair that moves no money back. */
export function amountOf(kind: RepairKind, { order, provider }: RepairBasis): Money | null {
  switch (kind) {
    case 'void':
      // open at the provider, with no money yet: at most what was asked for
      return provider === null || provider.holdsNothing || provider.answer !== 'found'
        ? null
        : (provider.amount ?? order.total);
    case 'refund':
      return provider === null || refundableMinor(provider) <= 0
        ? null
        : { amountMinor: refundableMinor(provider), currency: provider.amount?.currency ?? order.total.currency };
    case 'confirm':
    case 'fail_safely':
    case 'release':
    case 'accept_difference':
      return null;
    default:
      return kind satisfies never;
  }
}

/** Counted on from what was ever intended, so that two people who repair at once name the same effect. */
export function operationOf(kind: RepairKind, { operations, order }: RepairBasis): string | null {
  const next = operations.filter((each) => each.kind === kind).length + 1;
  if (kind === 'void') return voidOperation(order.orderId, next);
  return kind === 'refund' ? refundOperation(order.orderId, next) : null;
}

function moneyNow({ provider }: RepairBasis): string {
  if (provider === null || provider.answer === 'unanswered') return 'not known';
  if (provider.holdsNothing || provider.amount === null) return 'nothing held';
  return `${moneyWords(provider.amount)} ${provider.captured ? 'captured' : 'held'}`;
}

function afterOf(kind: RepairKind, amount: Money | null, basis: RepairBasis): RepairStanding {
  const { order, provider } = basis;
  const waits = order.state === 'needs_reconciliation' && provider?.ofOtherCharge !== true;
  switch (kind) {
    case 'confirm':
      return { state: 'order_confirmed', money: `${moneyWords(order.total)} captured` };
    case 'fail_safely':
      return { state: 'failed_safely', money: 'nothing held' };
    case 'void':
      return { state: waits ? 'failed_safely' : order.state, money: 'nothing held, once the provider acknowledges it' };
    case 'refund':
      return {
        state: waits ? 'failed_safely' : order.state,
        money: amount === null ? moneyNow(basis) : `up to ${moneyWords(amount)} returned, once acknowledged`,
      };
    case 'release':
    case 'accept_difference':
      return { state: order.state, money: moneyNow(basis) };
    default:
      return kind satisfies never;
  }
}

const UNCHANGED: Record<RepairKind, string> = {
  confirm: 'No second charge; the amount and the items stay.',
  fail_safely: 'No charge is made; the items go back to stock.',
  void: 'No charge is made; no other payment is touched.',
  refund: 'A final order stays final; no other payment is touched.',
  release: 'The payment and the order stay as they are; only the items go back.',
  accept_difference: 'No money moves and the order stays; only the case is closed.',
};
