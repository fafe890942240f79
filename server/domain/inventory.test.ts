import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendedHoldUntil, HOLD_POLICY, holdEndsAt, releasableAt, releaseOf } from './inventory';
import { holdStands } from './order';
import { LADDER_MS } from './reconciliation';

const RESERVED = 1_000_000;
const HELD_UNTIL = holdEndsAt(RESERVED);
const DAY_MS = 24 * 3_600_000;

describe('hold', () => {
  it('stands for 30 minutes from the reservation', () => {
    expect(HELD_UNTIL).toBe(RESERVED + 30 * 60_000);
  });

  it('outlives the look-ups of an uncertain payment', () => {
    fc.assert(
      fc.property(
        fc.nat(HOLD_POLICY.holdMs - 1),
        (afterMs) =>
          extendedHoldUntil(RESERVED, HELD_UNTIL, RESERVED + afterMs) === RESERVED + afterMs + LADDER_MS + 30 * 60_000,
      ),
    );
  });

  it('is never extended past a day from the reservation, nor shortened', () => {
    fc.assert(
      fc.property(fc.nat(2 * DAY_MS), fc.nat(2 * DAY_MS), (heldForMs, uncertainAfterMs) => {
        const heldUntilMs = RESERVED + Math.min(heldForMs, DAY_MS);
        const extended = extendedHoldUntil(RESERVED, heldUntilMs, RESERVED + uncertainAfterMs);
        expect(extended).toBeLessThanOrEqual(RESERVED + DAY_MS);
        expect(extended).toBeGreaterThanOrEqual(heldUntilMs);
      }),
    );
  });

  it.each([
    ['1 ms before its end it is extended', -1, true],
    ['at its end it has ended', 0, false],
    ['1 ms after its end it has ended', 1, false],
  ])('%s', (_when, byMs, extends_) => {
    const nowMs = HELD_UNTIL + byMs;
    const untilMs = extendedHoldUntil(RESERVED, HELD_UNTIL, nowMs);
    expect(untilMs > HELD_UNTIL).toBe(extends_);
    expect(holdStands({ heldUntilMs: untilMs }, nowMs)).toBe(extends_);
  });

  it('that is not there is not made by an extension', () => {
    const untilMs = extendedHoldUntil(RESERVED, null, RESERVED + 5);
    expect(holdStands({ heldUntilMs: untilMs }, RESERVED + 5)).toBe(false);
  });
});

describe('an ended hold', () => {
  it('keeps its items until no decision that was made in time can still be on its way', () => {
    const releasedAtMs = HELD_UNTIL + HOLD_POLICY.releaseGraceMs;
    expect(releasableAt(releasedAtMs)).toBe(HELD_UNTIL);
    expect(releasableAt(releasedAtMs - 1)).toBeLessThan(HELD_UNTIL);
    expect(HOLD_POLICY.releaseGraceMs).toBeGreaterThanOrEqual(60_000);
  });

  it('leaves evidence of what went back, under the epoch of who gave it back', () => {
    const lines = [
      { sku: 'lamp', quantity: 2 },
      { sku: 'mug', quantity: 1 },
    ];
    const released = releaseOf(
      { orderId: 'order-42', shard: 7, lines },
      { nowMs: 9_000, region: 'east', ownerEpoch: 3 },
    );
    expect(released).toMatchObject({ orderId: 'order-42', shard: 7, ownerEpoch: 3 });
    expect(released.evidence).toMatchObject({
      lane: 'inventory',
      kind: 'hold_released',
      observedAtMs: 9_000,
      ownerEpoch: 3,
      detail: { why: 'the hold ended', skus: '2 × lamp, 1 × mug' },
    });
    // the order does not move
    expect(released.evidence.orderVersion).toBeUndefined();
  });
});
