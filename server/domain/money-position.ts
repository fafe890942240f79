/**
 * Where the customer's money is, apart from what the order says: an order can be pending while money is held, and safe only once it is back.
 * "Unknown" always names the most that can be at stake; it is never rounded down to "nothing".
 */
import type { Money } from './money';
import { isOpen, type MoneyOperation } from './payment-operation';

export const MONEY_POSITIONS = ['not_moved', 'unknown', 'held', 'captured', 'returning', 'returned'] as const;

export type MoneyPosition = (typeof MONEY_POSITIONS)[number];

export type MoneyStanding =
  /** Nothing of the customer's money is with us, and nothing can be. */
  | { readonly position: 'not_moved' | 'returned' }
  /** At most this much is, or may be, with us. */
  | { readonly position: 'unknown' | 'held' | 'captured' | 'returning'; readonly atMost: Money };

/** @param all every payment operation of one order, in any order. What gives back another charge (a duplicate's) moves none of it. */
export function moneyPosition(all: readonly MoneyOperation[]): MoneyStanding {
  const pay = all.find((operation) => operation.kind === 'authorize');
  if (pay === undefined) return { position: 'not_moved' };
  const operations = all.filter(({ providerReference }) => providerReference === pay.providerReference);
  switch (pay.state) {
    case 'declined':
    case 'never_accepted':
      return { position: 'not_moved' };
    case 'voided':
    case 'refunded':
      return { position: 'returned' };
    case 'intended':
    case 'unknown':
    case 'requires_action':
    case 'processing':
    case 'failed':
      return acknowledged(operations, 'void') ? { position: 'returned' } : { position: 'unknown', atMost: pay.amount };
    case 'authorized':
    case 'acknowledged':
      return afterAuthorization(pay, operations);
    default:
      return pay.state satisfies never;
  }
}

/** The most that is or may be with us, null when nothing can be. */
export function atMost(standing: MoneyStanding): Money | null {
  return 'atMost' in standing ? standing.atMost : null;
}

function afterAuthorization(pay: MoneyOperation, operations: readonly MoneyOperation[]): MoneyStanding {
  if (acknowledged(operations, 'void')) return { position: 'returned' };
  const captured = acknowledged(operations, 'capture');
  const givenBackMinor = refundedMinor(operations, (state) => state === 'acknowledged');
  const amountMinor = pay.amount.amountMinor - givenBackMinor;
  if (amountMinor <= 0 && givenBackMinor > 0) return { position: 'returned' };
  const left: Money = { amountMinor, currency: pay.amount.currency };
  const isVoided = operations.some(({ kind, state }) => kind === 'void' && isOpen(state));
  const goesBackMinor = refundedMinor(operations, isOpen);
  // a part on its way back leaves the rest where it is
  if (isVoided || (goesBackMinor > 0 && goesBackMinor >= amountMinor)) return { position: 'returning', atMost: left };
  return { position: captured || givenBackMinor > 0 || goesBackMinor > 0 ? 'captured' : 'held', atMost: left };
}

function refundedMinor(operations: readonly MoneyOperation[], is: (state: MoneyOperation['state']) => boolean): number {
  return operations
    .filter(({ kind, state }) => kind === 'refund' && is(state))
    .reduce((sum, { amount }) => sum + amount.amountMinor, 0);
}

function acknowledged(operations: readonly MoneyOperation[], kind: 'capture' | 'void'): boolean {
  return operations.some((operation) => operation.kind === kind && operation.state === 'acknowledged');
}
