import { describe, expect, it } from 'vitest';
import { AGEING_BANDS, type CaseCount, caseFigures } from './case-figures';

const counted = (change: Partial<CaseCount> = {}): CaseCount => ({
  reason: 'hold_gone',
  currency: 'EUR',
  count: 1,
  atRiskMinor: 4_900,
  oldestAtMs: 1_000,
  pastDue: 0,
  unclaimed: 0,
  reached: [0, 0, 0],
  ...change,
});
const NONE = { mine: 0, awaitingSecondPerson: 0, proposalsWithoutCase: 0 };

describe('the figures', () => {
  it('of no case are zeros, and nothing is oldest', () => {
    const figures = caseFigures([], NONE);
    expect(figures).toMatchObject({ open: 0, atRisk: [], oldestAtMs: null, pastDue: 0, byReason: [] });
    expect(figures.ageing.map(({ count }) => count)).toEqual([0, 0, 0, 0]);
    expect(Object.values(figures.byPreset)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('add what two regions counted, and never two currencies', () => {
    const { atRisk, byReason, oldestAtMs, open } = caseFigures(
      [
        counted({ count: 2, atRiskMinor: 300, oldestAtMs: 900 }),
        counted({ count: 3, atRiskMinor: 400, oldestAtMs: 800 }),
        counted({ currency: 'JPY', atRiskMinor: 650, reason: 'amount_mismatch' }),
      ],
      NONE,
    );
    expect([open, oldestAtMs]).toEqual([6, 800]);
    expect(atRisk).toEqual([
      { amountMinor: 700, currency: 'EUR' },
      { amountMinor: 650, currency: 'JPY' },
    ]);
    expect(byReason).toEqual([
      { reason: 'hold_gone', count: 5, atRisk: [{ amountMinor: 700, currency: 'EUR' }] },
      { reason: 'amount_mismatch', count: 1, atRisk: [{ amountMinor: 650, currency: 'JPY' }] },
    ]);
  });

  it('count each list as it shows itself', () => {
    const figures = caseFigures(
      [
        counted({ count: 1, pastDue: 1, reached: [1, 1, 1] }),
        counted({ count: 2, unclaimed: 1, reached: [2, 2, 0] }),
        counted({ count: 4, unclaimed: 4, reason: 'stray_authorization', reached: [4, 0, 0] }),
        counted({ count: 8, pastDue: 8, reason: 'payment_without_order', reached: [8, 3, 1] }),
        counted({ count: 16, reason: 'order_without_payment', reached: [0, 0, 0] }),
        counted({ count: 32, unclaimed: 5, reason: 'checks_ran_out', reached: [0, 0, 0] }),
      ],
      { mine: 64, awaitingSecondPerson: 128, proposalsWithoutCase: 3 },
    );
    expect(figures.byPreset).toEqual({
      mine: 64,
      all_due_first: 63,
      unclaimed_oldest: 10,
      past_due: 9,
      paid_without_order: 12,
      order_without_payment: 16,
      partition: 32,
      awaiting_second_person: 131,
    });
    expect(figures).toMatchObject({ open: 63, proposalsWithoutCase: 3 });
    expect(figures.pastDue).toBe(9);
    expect(figures.ageing.map(({ band, count }) => [band, count])).toEqual([
      ['under_10_min', 48],
      ['from_10_to_20_min', 9],
      ['from_20_to_30_min', 4],
      ['over_30_min', 2],
    ]);
  });
});

it('every age is in a band: they begin at nothing and rise', () => {
  const ages = AGEING_BANDS.map(({ fromAgeMs }) => fromAgeMs);
  expect(ages[0]).toBe(0);
  expect(ages).toEqual(ages.toSorted((a, b) => a - b));
  expect(new Set(ages).size).toBe(ages.length);
});
