import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childDeadline, deadlineAt, deadlinePassed, remainingMs } from './deadline';

const ms = fc.integer({ min: -10_000, max: 1_000_000 });

describe('deadline', () => {
  it('is never outlived by a deadline below it', () => {
    fc.assert(
      fc.property(ms, ms, ms, ms, (parent, now, budget, reserve) => {
        const child = childDeadline(parent, now, budget, reserve);
        return child <= parent && remainingMs(child, now) <= Math.max(0, budget);
      }),
    );
  });

  it('keeps back what the caller needs to write down what it learnt', () => {
    expect(childDeadline(2_000, 0, 5_000, 150)).toBe(1_850);
    expect(childDeadline(2_000, 0, 500, 150)).toBe(500);
  });

  it('has nothing left, and not less, when it has passed', () => {
    expect(remainingMs(2_000, 2_001)).toBe(0);
    expect(deadlinePassed(2_000, 1_999)).toBe(false);
    expect(deadlinePassed(2_000, 2_000)).toBe(true);
    expect(deadlineAt(1_000, -5)).toBe(1_000);
  });
});
