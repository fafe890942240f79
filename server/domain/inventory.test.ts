import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendedHoldUntil, HOLD_POLICY, holdEndsAt } from './inventory';
import { LADDER_MS } from './reconciliation';

describe('hold', () => {
  it('stands for 30 minutes from the reservation', () => {
    expect(holdEndsAt(1_000)).toBe(1_000 + 30 * 60_000);
  });

  it('outlives the look-ups of an uncertain payment', () => {
    fc.assert(
      fc.property(
        fc.nat(30 * 60_000),
        (uncertainAfterMs) => extendedHoldUntil(0, uncertainAfterMs) > uncertainAfterMs + LADDER_MS,
      ),
    );
  });

  it('is never extended past a day from the reservation', () => {
    fc.assert(
      fc.property(
        fc.nat(10 ** 10),
        fc.nat(10 ** 10),
        (reserved, since) => extendedHoldUntil(reserved, reserved + since) <= reserved + HOLD_POLICY.maximumMs,
      ),
    );
  });
});
