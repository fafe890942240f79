import { describe, expect, it } from 'vitest';
import type { RepairBasis } from '@/server/domain/repair/repair';
import { repairSides } from '@/server/domain/repair/sides';
import { frozenRows } from './frozen-rows';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

const basis: RepairBasis = {
  order: { orderId: 'order-1', state: 'needs_reconciliation', version: 4, total: eur(4_900), heldUntilMs: 60_000 },
  provider: {
    seq: 9,
    observedAtMs: 0,
    answer: 'found',
    ofOtherCharge: false,
    providerReference: 'pi_1',
    amount: eur(9_400),
    captured: false,
    refundedMinor: 0,
    holdsNothing: false,
  },
  newerWord: false,
  operations: [],
  openCase: null,
};

const nowOf = (each: RepairBasis, nowMs: number) => ({ order: each.order, sides: repairSides(each, nowMs, 'UTC') });
const differing = (now: ReturnType<typeof nowOf>) =>
  frozenRows(basis, now, 0, 'UTC')
    .filter(({ differs }) => differs)
    .map(({ name }) => name);

describe('a frozen snapshot beside the current one', () => {
  it('marks nothing while nothing moved', () => expect(differing(nowOf(basis, 0))).toEqual([]));

  it('marks an order that moved, a hold that ended and another word of the provider', () => {
    expect(differing(nowOf({ ...basis, order: { ...basis.order, version: 5 } }, 0))).toEqual(['Order']);
    expect(differing(nowOf(basis, 60_000))).toEqual(['Hold, ours']);
    const other = { ...basis, provider: { ...(basis.provider as object), amount: eur(1) } } as RepairBasis;
    expect(differing(nowOf(other, 0))).toEqual(['Amount, theirs']);
  });
});
