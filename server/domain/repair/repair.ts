/**
 * Repairs: what a person may decide about one order, and what it rests on. Judged in `judgement.ts`, by the desk that offers
 * it and by the order owner that accepts it, so that no page decides it.
 */
import type { Money } from '../money';
import type { OrderState } from '../order';
import type { PaymentOperationKind, PaymentOperationState } from '../payment-operation';

export const REPAIR_KINDS = ['confirm', 'fail_safely', 'void', 'refund', 'release', 'accept_difference'] as const;

export type RepairKind = (typeof REPAIR_KINDS)[number];

/** A person decides on what the provider said at most this long ago. */
export const EVIDENCE_FRESH_MS = 5 * 60_000;
/** The order owner acts on it at most this long after it was said: a second person takes a while. */
export const EVIDENCE_KEPT_MS = 15 * 60_000;
export const LEAST_REASON = 10;
/** A reason has at least so many different letters or digits: "." and "aaaaaaaaaa" say nothing. */
const LEAST_DIFFERENT = 4;

/** Whether the words say why. */
export function saysWhy(reason: string): boolean {
  const letters = reason.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
  return reason.trim().length >= LEAST_REASON && new Set(letters).size >= LEAST_DIFFERENT;
}

/** What the provider said when it was asked, as the evidence row `seq` keeps it. */
export interface ProviderSaid {
  readonly seq: number;
  readonly observedAtMs: number;
  readonly answer: 'found' | 'not_found' | 'unanswered';
  /** Of a charge that is not the order's own payment (a duplicate's): it says nothing about what the order needs. */
  readonly ofOtherCharge: boolean;
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
  /** The provider said something by itself, or to a machine, after it was asked. */
  readonly newerWord: boolean;
  readonly operations: readonly RepairOperation[];
  readonly openCase: { readonly caseId: string; readonly reason: string } | null;
}

/** Voids and refunds of the charge that the provider's word is about. */
export function returnsOf({ operations, provider }: RepairBasis): RepairOperation[] {
  const own = operations.find(({ kind }) => kind === 'authorize')?.providerReference ?? null;
  const reference = provider?.ofOtherCharge === true ? provider.providerReference : own;
  return operations.filter(
    ({ kind, providerReference }) => (kind === 'void' || kind === 'refund') && providerReference === reference,
  );
}

/** The most that a refund may give back, minor units. */
export function refundableMinor(provider: ProviderSaid): number {
  return provider.captured && provider.amount !== null
    ? Math.max(0, provider.amount.amountMinor - provider.refundedMinor)
    : 0;
}

/**
 * Whether money moves, or is let go, by more than one person may decide.
 * @param amount what a void or a refund gives back.
 * @param atRisk of the case that it closes.
 * @param limitMinor more than this takes a second person, minor units.
 */
export function needsSecondPerson(
  kind: RepairKind,
  amount: Money | null,
  { order, provider }: RepairBasis,
  atRisk: Money,
  limitMinor: number,
): boolean {
  const givenBackMinor = amount?.amountMinor ?? 0;
  switch (kind) {
    case 'release':
      return false;
    // whatever the case says: these decide the whole order
    case 'confirm':
    case 'fail_safely':
      return order.total.amountMinor > limitMinor;
    case 'void':
      return givenBackMinor > limitMinor;
    case 'refund':
      // in parts it is as much as at once
      return givenBackMinor + (provider?.refundedMinor ?? 0) > limitMinor;
    case 'accept_difference':
      return atRisk.amountMinor > limitMinor;
    default:
      return kind satisfies never;
  }
}

/** Whether the provider is asked to take or to give back. */
export const movesMoney = (kind: RepairKind): boolean => kind === 'confirm' || kind === 'void' || kind === 'refund';

/** The words of a choice. */
export const REPAIR_WORDS: Record<RepairKind, string> = {
  confirm: 'Confirm the order',
  fail_safely: 'Fail safely, nothing to return',
  void: 'Void the authorization',
  refund: 'Refund',
  release: 'Release the items',
  accept_difference: 'Accept the difference',
};
