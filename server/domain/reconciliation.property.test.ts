import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notFoundMeans, SETTLE_TIME_MS } from './payment';
import { LADDER_MS, LOOKUP_CHECKS, LOOKUP_DELAYS_MS, nextCheck } from './reconciliation';

const luck = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

function climb(luckOfStep: readonly number[], lastSendAtMs: number): number[] {
  const checksAtMs: number[] = [];
  for (let nowMs = lastSendAtMs; ; ) {
    const next = nextCheck(checksAtMs.length, lastSendAtMs, nowMs, luckOfStep[checksAtMs.length] ?? 0);
    if (next === 'checks_ran_out') return checksAtMs;
    nowMs = next.atMs;
    checksAtMs.push(nowMs);
  }
}

describe('the ladder of look-ups', () => {
  const lucks = fc.array(luck, { minLength: LOOKUP_CHECKS, maxLength: LOOKUP_CHECKS });

  it('makes eight checks and then says that they ran out', () => {
    fc.assert(fc.property(lucks, (drawn) => climb(drawn, 0).length === 8));
    expect(nextCheck(8, 0, 0, 0)).toBe('checks_ran_out');
    expect(nextCheck(99, 0, 0, 0)).toBe('checks_ran_out');
  });

  it('jitters each step between half of its delay and the whole', () => {
    fc.assert(
      fc.property(lucks, (drawn) =>
        climb(drawn, 0).every((atMs, i, all) => {
          const waitMs = atMs - (all[i - 1] ?? 0);
          const delayMs = LOOKUP_DELAYS_MS[i] ?? 0;
          return waitMs >= delayMs / 2 && waitMs <= delayMs;
        }),
      ),
    );
  });

  it('always asks at a time when "not found" is proof that nothing was accepted', () => {
    fc.assert(
      fc.property(lucks, (drawn) => climb(drawn, 0).some((atMs) => notFoundMeans(0, atMs).kind === 'never_accepted')),
    );
  });

  it('asks after the settle time even when the last send was just before the last check', () => {
    const next = nextCheck(LOOKUP_CHECKS - 1, 10_000_000, 0, 0);
    expect(next).toEqual({ atMs: 10_000_000 + SETTLE_TIME_MS });
  });

  it('is over within its length', () => {
    expect(LADDER_MS).toBe(13_872_000);
    fc.assert(fc.property(lucks, (drawn) => (climb(drawn, 0).at(-1) ?? 0) <= LADDER_MS));
  });
});
