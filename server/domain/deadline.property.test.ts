import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deadlineAt, remainingMs } from './deadline';

const ms = fc.integer({ min: -10_000, max: 1_000_000 });

it('leaves no more than was allowed, less the time that passed, and never less than nothing', () => {
  fc.assert(
    fc.property(ms, ms, ms, (now, budget, passed) => {
      const left = remainingMs(deadlineAt(now, budget), now + passed);
      return left >= 0 && left === Math.max(0, Math.max(0, budget) - passed);
    }),
  );
  expect(remainingMs(2_000, 1_999)).toBe(1);
  expect(remainingMs(2_000, 2_001)).toBe(0);
  expect(deadlineAt(1_000, -5)).toBe(1_000);
});
