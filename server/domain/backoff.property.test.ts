import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, ceilingMs } from './backoff';

const policy = { baseMs: 100, capMs: 10_000 };
const luck = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('backoff', () => {
  it('waits less than the ceiling, which doubles up to the cap', () => {
    expect([1, 2, 3, 7, 8, 9, 60].map((attempt) => ceilingMs(policy, attempt))).toEqual([
      100, 200, 400, 6_400, 10_000, 10_000, 10_000,
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), luck, (attempt, drawn) => {
        const waitMs = backoffMs(policy, attempt, drawn);
        return Number.isInteger(waitMs) && waitMs >= 0 && waitMs < ceilingMs(policy, attempt);
      }),
    );
  });

  it('uses the whole width, so that callers do not come back together', () => {
    expect(backoffMs(policy, 4, 0)).toBe(0);
    expect(backoffMs(policy, 4, 0.999_999)).toBe(799);
  });
});
