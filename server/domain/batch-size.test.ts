import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextBatchSize, OWNER_BATCHES } from './batch-size';

describe('a batch of decisions', () => {
  it('is halved by a slow store and grows back by a quick one, within its bounds', () => {
    expect(nextBatchSize(64, 751, OWNER_BATCHES)).toBe(32);
    expect(nextBatchSize(32, 100, OWNER_BATCHES)).toBe(36);
    fc.assert(
      fc.property(fc.array(fc.nat(5_000)), (took) => {
        const size = took.reduce((before, ms) => nextBatchSize(before, ms, OWNER_BATCHES), 64);
        expect(size).toBeGreaterThanOrEqual(4);
        expect(size).toBeLessThanOrEqual(64);
      }),
    );
  });
});
