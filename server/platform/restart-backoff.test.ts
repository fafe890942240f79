import { describe, expect, it } from 'vitest';
import { failuresAfter, restartDelayMs } from './restart-backoff';

describe('restart backoff', () => {
  it('comes back at once after one death, ever more slowly after many, never slower than five seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 1_000].map(restartDelayMs)).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  });

  it('forgets earlier deaths after a long enough run', () => {
    expect(failuresAfter(6, 500)).toBe(7);
    expect(failuresAfter(6, 60_000)).toBe(1);
  });
});
