import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterWindow, type CallWindow, GRADIENT2, limitAt, openAtMost } from './concurrency-limit';

const windows = fc.array(
  fc.record({ meanMs: fc.double({ min: 0.1, max: 60_000, noNaN: true }), mostOpen: fc.nat(400) }),
  { maxLength: 300 },
);
const after = (seen: readonly CallWindow[], from = limitAt(GRADIENT2.fewest)) =>
  seen.reduce((limit, window) => afterWindow(limit, window, GRADIENT2), from);
const repeated = (count: number, window: CallWindow) => Array.from({ length: count }, () => window);

describe('the limit of open calls', () => {
  it('never leaves its bounds, whatever is measured', () => {
    fc.assert(
      fc.property(windows, (seen) => {
        const most = openAtMost(after(seen));
        expect(most).toBeGreaterThanOrEqual(GRADIENT2.fewest);
        expect(most).toBeLessThanOrEqual(GRADIENT2.most);
      }),
    );
  });

  it('is at most halved, smoothed, by one window: one slow second closes nothing', () => {
    fc.assert(
      fc.property(windows, fc.double({ min: 0.1, max: 1e6, noNaN: true }), (seen, meanMs) => {
        const before = after(seen);
        const { estimate } = afterWindow(before, { meanMs, mostOpen: 400 }, GRADIENT2);
        expect(estimate).toBeGreaterThanOrEqual(
          Math.min(before.estimate, before.estimate * (1 - 0.5 * GRADIENT2.smoothing)),
        );
      }),
    );
  });

  it('grows by a smoothed queue a window while calls take what they always take, up to the most', () => {
    const one = after(repeated(1, { meanMs: 50, mostOpen: 400 }));
    expect(one.estimate).toBeCloseTo(20 + 4 * 0.2, 10);
    expect(openAtMost(after(repeated(400, { meanMs: 50, mostOpen: 400 })))).toBe(200);
  });

  it('falls to the fewest when calls take ten times as long, and comes back when they do not any more', () => {
    const busy = after(repeated(400, { meanMs: 50, mostOpen: 400 }));
    const slow = after(repeated(30, { meanMs: 500, mostOpen: 400 }), busy);
    expect(openAtMost(slow)).toBeLessThan(40);
    expect(openAtMost(after(repeated(400, { meanMs: 50, mostOpen: 400 }), slow))).toBe(200);
  });

  it('that knows what is usual is not taught by a start in trouble that slow is usual', () => {
    expect(openAtMost(after(repeated(30, { meanMs: 2_000, mostOpen: 400 }), limitAt(100, 300)))).toBeLessThan(30);
  });

  it('learns nothing from callers that do not use it', () => {
    fc.assert(
      fc.property(windows, (seen) => {
        const idle = seen.map(({ meanMs }) => ({ meanMs, mostOpen: 9 }));
        expect(after(idle).estimate).toBe(20);
      }),
    );
  });
});
