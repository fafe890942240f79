/**
 * The store's orders against the provider's own ledger: two witnesses that never read each other. Money that one of them knows and
 * the other cannot explain is named with the invariant that it breaks. What is too young is not judged: it may be on its way.
 */
import { orderIdOfOperation } from './operation';
import type { OrderState } from './order';

/** One thing that really happened at the provider. */
export interface LedgerRow {
  readonly at: string;
  readonly kind: 'authorized' | 'captured' | 'voided' | 'refunded' | 'declined';
  /** The payment operation that the money belongs to; null when the charge names none. */
  readonly operation: string | null;
  readonly payment_intent: string;
  readonly amount_minor: number;
  readonly currency: string;
}

/** An order's money as the store knows it. */
export interface OrderMoney {
  readonly orderId: string;
  readonly state: OrderState;
  readonly totalMinor: number;
  readonly currency: string;
  /** What repairs gave back of its payment, as the provider acknowledged it. */
  readonly refundedMinor: number;
  readonly updatedAtMs: number;
  /** A look-up, a follow-up or a decision is planned. */
  readonly queued: boolean;
  /** A person has it: an open case or a dead letter. */
  readonly inCase: boolean;
  /** A person has accepted the difference, with a reason. */
  readonly accepted: boolean;
}

/** All that the provider holds of one order, added up row by row. */
export interface Account {
  readonly orderId: string | null;
  /** Payments that hold or took money and have not given all of it back: payment intent to the amount that they took. */
  readonly standing: ReadonlyMap<string, number>;
  /** Captured less refunded, by payment intent. */
  readonly kept: ReadonlyMap<string, number>;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly currencies: ReadonlySet<string>;
  /** Most payments that stood at the same time. */
  readonly mostStanding: number;
  readonly lastAtMs: number;
}

export interface Disagreement {
  readonly invariant: 'S1' | 'S4' | 'S5' | 'S12' | 'S16';
  readonly orderId: string;
  readonly why: string;
}

/** Neither a charge nor an order is judged before it is this old. */
export const JUDGED_AFTER_MS = 60_000;

export const emptyAccount = (operation: string | null): Account => ({
  orderId: operation === null ? null : orderIdOfOperation(operation),
  standing: new Map(),
  kept: new Map(),
  capturedMinor: 0,
  refundedMinor: 0,
  currencies: new Set(),
  mostStanding: 0,
  lastAtMs: 0,
});

/** Adds one row; rows come in the ledger's order. */
export function entered(account: Account, row: LedgerRow): Account {
  if (row.kind === 'declined') return account;
  const standing = new Map(account.standing);
  const refundedMinor = row.kind === 'refunded' ? row.amount_minor : 0;
  const capturedMinor = row.kind === 'captured' ? row.amount_minor : 0;
  const keptMinor = (account.kept.get(row.payment_intent) ?? 0) + capturedMinor - refundedMinor;
  if (row.kind === 'authorized') standing.set(row.payment_intent, row.amount_minor);
  if (row.kind === 'voided' || (row.kind === 'refunded' && keptMinor <= 0)) standing.delete(row.payment_intent);
  return {
    ...account,
    standing,
    kept: new Map(account.kept).set(row.payment_intent, keptMinor),
    capturedMinor: account.capturedMinor + capturedMinor,
    refundedMinor: account.refundedMinor + refundedMinor,
    currencies: new Set([...account.currencies, row.currency]),
    mostStanding: Math.max(account.mostStanding, standing.size),
    lastAtMs: Math.max(account.lastAtMs, Date.parse(row.at)),
  };
}

/** @param account undefined when the provider never took anything of this order. */
export function judgeOrder(order: OrderMoney, account: Account | undefined, nowMs: number): Disagreement[] {
  const { orderId } = order;
  const found = (invariant: Disagreement['invariant'], why: string): Disagreement => ({ invariant, orderId, why });
  const moreThanOne = (account?.mostStanding ?? 0) > 1;
  const disagreements = moreThanOne ? [found('S1', `${account?.mostStanding} charges stood at the same time`)] : [];
  const youngestMs = Math.max(order.updatedAtMs, account?.lastAtMs ?? 0);
  if (nowMs - youngestMs < JUDGED_AFTER_MS) return disagreements;
  const standingMinor = sum(account?.standing.values() ?? []);
  const explained = order.queued || order.inCase;
  switch (order.state) {
    case 'order_confirmed':
      return [...disagreements, ...judgeConfirmed(order, account, standingMinor).map(([id, why]) => found(id, why))];
    case 'failed_safely':
      if (standingMinor > 0 && !explained)
        disagreements.push(found('S4', `failed safely, and the provider still has ${standingMinor}`));
      return disagreements;
    case 'order_intent_saved':
    case 'inventory_reserved':
      if (standingMinor > 0) disagreements.push(found('S5', `charged ${standingMinor} while ${order.state}`));
      return disagreements;
    case 'payment_authorizing':
    case 'payment_pending':
    case 'needs_reconciliation':
      if (standingMinor > 0 && !explained)
        disagreements.push(found('S5', `charged ${standingMinor}, ${order.state}, and nobody will look`));
      return disagreements;
    default:
      return order.state satisfies never;
  }
}

/**
 * Money that no order of ours explains.
 * @param inHand payment intents that a person has in an open case, or has answered for.
 */
export function judgeUnclaimed(account: Account, inHand: ReadonlySet<string>, nowMs: number): Disagreement[] {
  const standing = [...account.standing].filter(([paymentIntent]) => !inHand.has(paymentIntent));
  const standingMinor = sum(standing.map(([, amountMinor]) => amountMinor));
  if (standingMinor === 0 || nowMs - account.lastAtMs < JUDGED_AFTER_MS) return [];
  const orderId = account.orderId ?? '(none)';
  return [
    {
      invariant: 'S5',
      orderId,
      why: `the provider has ${standingMinor} for an order that is in no region, and nobody has it in a case or answered for it`,
    },
  ];
}

/** Captured less refunded, of every account. */
export function keptMinor(accounts: Iterable<Account>): number {
  let kept = 0;
  for (const account of accounts) kept += account.capturedMinor - account.refundedMinor;
  return kept;
}

function judgeConfirmed(
  order: OrderMoney,
  account: Account | undefined,
  standingMinor: number,
): [Disagreement['invariant'], string][] {
  const { totalMinor, currency, queued, inCase } = order;
  const dueNowMinor = dueMinor(order);
  if (order.accepted) return [];
  if (account === undefined || account.mostStanding === 0)
    return [['S16', `confirmed over ${totalMinor}, and the provider never took it`]];
  if (inCase) return [];
  const broken: [Disagreement['invariant'], string][] = [];
  if ([...account.currencies].some((each) => each !== currency))
    broken.push(['S12', `the provider took ${[...account.currencies].join(', ')}, the order is in ${currency}`]);
  if (standingMinor > 0 && standingMinor !== totalMinor)
    broken.push(['S12', `the provider took ${standingMinor}, the order is ${totalMinor}`]);
  if (account.refundedMinor > account.capturedMinor)
    broken.push(['S12', `refunded ${account.refundedMinor} of ${account.capturedMinor}`]);
  const kept = account.capturedMinor - account.refundedMinor;
  if (kept !== dueNowMinor && !queued)
    broken.push(['S16', `captured less refunded is ${kept}, due are ${dueNowMinor}, and nothing is planned`]);
  return broken;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Of an order that is confirmed: what it should have brought in, less what was given back on purpose. */
export const dueMinor = (order: OrderMoney): number =>
  order.state === 'order_confirmed' ? order.totalMinor - order.refundedMinor : 0;
