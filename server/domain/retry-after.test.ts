import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONFIRMATION_BUDGET, queueIsFull } from './confirmation-queue';
import { retryAfterSeconds, SOON, WHEN_RESUMED } from './retry-after';

describe('Retry-After', () => {
  it('is never sooner than the least nor later than the span', () => {
    const luck = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    fc.assert(
      fc.property(
        fc.constantFrom(SOON, WHEN_RESUMED),
        fc.nat(10_000),
        fc.nat(10_000),
        luck,
        (when, refused, admitted, by) => {
          const seconds = retryAfterSeconds(when, refused, admitted, by);
          expect(Number.isInteger(seconds)).toBe(true);
          expect(seconds).toBeGreaterThanOrEqual(when.leastSeconds);
          expect(seconds).toBeLessThan(when.leastSeconds + when.mostSpreadSeconds);
        },
      ),
    );
  });

  it('brings nine refused for one admitted back over nine times as long', () => {
    const spread = (refused: number) => retryAfterSeconds(SOON, refused, 10, 0.999_999) - SOON.leastSeconds + 1;
    expect(spread(10)).toBe(6);
    expect(spread(90)).toBe(54);
    expect(spread(9_000)).toBe(60);
  });

  it('spreads a herd: of 1,000 that were refused at once no second sees more than its even share and a third', () => {
    const seconds = Array.from({ length: 1_000 }, (_, n) =>
      retryAfterSeconds(SOON, 900, 100, ((n * 7_919) % 1_000) / 1_000),
    );
    const busiest = Math.max(...seconds.map((second) => seconds.filter((other) => other === second).length));
    expect(busiest).toBeLessThanOrEqual((1_000 / 54) * 1.34);
  });
});

describe('a queue’s budget', () => {
  const { age_budget_ms, capacity } = CONFIRMATION_BUDGET;
  it('closes at its capacity and at its age, and opens at half of both', () => {
    expect(queueIsFull(false, { length: capacity - 1, oldestMs: age_budget_ms - 1 }, CONFIRMATION_BUDGET)).toBe(false);
    expect(queueIsFull(false, { length: capacity, oldestMs: 0 }, CONFIRMATION_BUDGET)).toBe(true);
    expect(queueIsFull(false, { length: 1, oldestMs: age_budget_ms }, CONFIRMATION_BUDGET)).toBe(true);
    expect(queueIsFull(true, { length: capacity / 2, oldestMs: 0 }, CONFIRMATION_BUDGET)).toBe(true);
    expect(queueIsFull(true, { length: 1, oldestMs: age_budget_ms / 2 }, CONFIRMATION_BUDGET)).toBe(true);
    expect(queueIsFull(true, { length: capacity / 2 - 1, oldestMs: 0 }, CONFIRMATION_BUDGET)).toBe(false);
  });
});
