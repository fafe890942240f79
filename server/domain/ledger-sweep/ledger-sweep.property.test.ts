import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareWindow, type SweptSides } from './ledger-sweep';
import { anyAgreeing, sides } from './ledger-sweep.examples';
import { INJURIES, renamed } from './injury.examples';

const reasonsByReference = (it: SweptSides): string[] =>
  compareWindow(it).findings.map(({ providerReference, reason }) => `${providerReference} ${reason}`);

describe('a window of the ledger', () => {
  it('finds nothing where both sides agree, and counts every charge', () => {
    fc.assert(
      fc.property(anyAgreeing, (pairs) => {
        const result = compareWindow(sides(pairs));
        expect(result).toMatchObject({ findings: [], news: [], settled: [], waiting: 0 });
        expect(result.agreed).toBe(result.charges);
        expect(result.charges).toBe(pairs.flatMap(({ charges }) => charges).length);
      }),
    );
  });

  it.each(INJURIES)('among orders that agree, finds the one that was %s', (_name, pair, reason, atRiskMinor) => {
    fc.assert(
      fc.property(anyAgreeing, (pairs) => {
        const result = compareWindow(sides([...pairs, pair]));
        expect(result.findings.map((each) => [each.reason, each.atRisk.amountMinor])).toEqual([[reason, atRiskMinor]]);
        expect(result.agreed).toBe(result.charges - 1);
        expect(result.news).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('says the same whatever the order of the charges and orders, and however often a page repeats one', () => {
    const injured = fc.subarray(INJURIES.map(([, pair], at) => renamed(pair, `injured-${at}`)));
    fc.assert(
      fc.property(anyAgreeing, injured, fc.infiniteStream(fc.nat(1_000)), (pairs, more, luck) => {
        const straight = sides([...pairs, ...more]);
        const shuffle = <T>(items: readonly T[]): T[] =>
          items
            .map((item) => [luck.next().value, item] as const)
            .sort(([a], [b]) => a - b)
            .map(([, item]) => item);
        const repeated = straight.charges.filter(() => luck.next().value > 500);
        const mixed = {
          ...straight,
          charges: shuffle([...straight.charges, ...repeated]),
          orders: shuffle(straight.orders),
        };
        expect(compareWindow(mixed)).toEqual(compareWindow(straight));
      }),
    );
  });

  it('finds in two windows what it finds in one', () => {
    const injured = fc.subarray(INJURIES.map(([, pair], at) => renamed(pair, `injured-${at}`)));
    fc.assert(
      fc.property(anyAgreeing, injured, fc.infiniteStream(fc.boolean()), (pairs, more, inFirst) => {
        const whole = sides([...pairs, ...more]);
        const placed = whole.charges.map((each) => [each, inFirst.next().value] as const);
        const half = (which: boolean) => {
          const charges = placed.filter(([, first]) => first === which).map(([each]) => each);
          const named = new Set(charges.map(({ orderId }) => orderId));
          return { ...whole, charges, orders: whole.orders.filter(({ orderId }) => named.has(orderId)) };
        };
        const found = [...reasonsByReference(half(true)), ...reasonsByReference(half(false))];
        expect(found.sort()).toEqual(reasonsByReference(whole).sort());
      }),
    );
  });
});
