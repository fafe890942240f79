import { describe, expect, it } from 'vitest';
import { repairSides, type Side } from './sides';
import { basisOf, NOW_MS, operation, OTHER, WORDS } from './repair.examples';

const sidesOf = (basis = basisOf()) =>
  Object.fromEntries(repairSides(basis, NOW_MS, 'UTC').map((side) => [side.field, side])) as Record<
    Side['field'],
    Side
  >;
const differing = (basis = basisOf()) =>
  repairSides(basis, NOW_MS, 'UTC')
    .filter(({ differs }) => differs)
    .map(({ field }) => field);

describe('both sides', () => {
  it('agree on a payment that both know to be held', () => {
    expect(differing()).toEqual([]);
    expect(sidesOf().amount).toEqual({ field: 'amount', ours: '49.00 EUR', theirs: '49.00 EUR', differs: false });
  });

  it('say nothing of theirs while the provider was not asked, or did not answer', () => {
    for (const provider of [null, WORDS.silent]) {
      const { amount, outcome } = sidesOf(basisOf({ provider }));
      expect([amount.theirs, outcome.theirs]).toEqual([null, null]);
      expect(differing(basisOf({ provider }))).toEqual([]);
    }
  });

  it('differ where they differ, and nowhere else', () => {
    expect(differing(basisOf({ provider: WORDS.held_more }))).toEqual(['amount']);
    expect(differing(basisOf({ provider: WORDS.captured }))).toEqual(['captured']);
    expect(differing(basisOf({ provider: WORDS.voided }))).toEqual(['outcome']);
  });

  it('agree that there is no reference, whatever each calls it', () => {
    const unsent = [operation('authorize', { state: 'unknown', providerReference: null })];
    const side = sidesOf(basisOf({ provider: WORDS.not_found, operations: unsent })).reference;
    expect(side).toMatchObject({ ours: 'none yet', theirs: 'none', differs: false });
    expect(sidesOf(basisOf({ provider: WORDS.held, operations: unsent })).reference.differs).toBe(true);
    expect(sidesOf(basisOf({ provider: WORDS.not_found })).reference.differs).toBe(true);
  });

  it('agree that nothing is held, whatever each calls it', () => {
    const operations = [operation('authorize', { state: 'voided' })];
    expect(differing(basisOf({ provider: WORDS.voided, operations }))).toEqual([]);
  });

  it('compare the amount that was asked for, also once another one is recorded', () => {
    const operations = [operation('authorize', { amount: { amountMinor: 9_400, currency: 'EUR' } })];
    expect(sidesOf(basisOf({ provider: WORDS.held_more, operations })).amount).toMatchObject({
      ours: '49.00 EUR',
      differs: true,
    });
  });

  it('agree on what was captured and given back in part', () => {
    const operations = [
      operation('authorize'),
      operation('capture'),
      operation('refund', { amount: { amountMinor: 900, currency: 'EUR' } }),
      operation('refund', { providerReference: OTHER }),
    ];
    expect(differing(basisOf({ provider: WORDS.partly_refunded, operations }))).toEqual([]);
  });

  it('do not take another charge for our payment', () => {
    const provider = { ...WORDS.held, ofOtherCharge: true, providerReference: OTHER };
    const sides = sidesOf(basisOf({ provider }));
    expect(sides.outcome).toMatchObject({ ours: 'not our payment', differs: true });
    expect(sides.reference).toMatchObject({ ours: OTHER, theirs: OTHER, differs: false });
  });
});
