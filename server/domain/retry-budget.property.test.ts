import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  onFirstAttempt,
  QUIET_RETRIES_PER_SECOND,
  RETRY_CAPACITY,
  RETRY_SHARE,
  retryBudgetAt,
  retryBudgetUse,
  trySpend,
} from './retry-budget';

interface Happened {
  readonly atMs: number;
  readonly what: 'first' | 'granted';
}

/** Plays callers against the budget and keeps what was really done. */
function play(steps: readonly { readonly waitMs: number; readonly retry: boolean }[]): Happened[] {
  const happened: Happened[] = [];
  let atMs = 1_000;
  let budget = retryBudgetAt(atMs);
  for (const { waitMs, retry } of steps) {
    atMs += waitMs;
    if (!retry) {
      budget = onFirstAttempt(budget, atMs);
      happened.push({ atMs, what: 'first' });
      continue;
    }
    const spent = trySpend(budget, atMs);
    budget = spent.budget;
    if (spent.granted) happened.push({ atMs, what: 'granted' });
  }
  return happened;
}

const TINY = 1e-9;
const allowed = (firsts: number, spanMs: number) =>
  firsts * RETRY_SHARE + (spanMs / 1_000) * QUIET_RETRIES_PER_SECOND + TINY;

const steps = fc.array(fc.record({ waitMs: fc.integer({ min: -20, max: 400 }), retry: fc.boolean() }), {
  minLength: 1,
  maxLength: 400,
});

describe('retry budget', () => {
  it('never lets retries be more than their share of first attempts and the minimum, from the start', () => {
    fc.assert(
      fc.property(steps, (run) => {
        const happened = play(run);
        const latestMs = Math.max(1_000, ...happened.map(({ atMs }) => atMs));
        const firsts = happened.filter(({ what }) => what === 'first').length;
        const retries = happened.length - firsts;
        return retries <= allowed(firsts, latestMs - 1_000);
      }),
    );
  });

  it('holds in every window, with no more on top than the bucket can keep', () => {
    fc.assert(
      fc.property(
        steps.map((run) => run.map((step) => ({ ...step, waitMs: Math.abs(step.waitMs) }))),
        (run) => {
          const happened = play(run);
          return happened.every(({ atMs: fromMs }, i) =>
            happened.slice(i).every(({ atMs: toMs }, j) => {
              const window = happened.slice(i, i + j + 1);
              const firsts = window.filter(({ what }) => what === 'first').length;
              return window.length - firsts <= allowed(firsts, toMs - fromMs) + RETRY_CAPACITY;
            }),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('lets a quiet shop retry once in five seconds, and a busy one its share alone', () => {
    expect(trySpend(retryBudgetAt(0), 4_999).granted).toBe(false);
    expect(trySpend(retryBudgetAt(0), 5_000).granted).toBe(true);
    let busy = retryBudgetAt(0);
    for (let n = 0; n < 39; n++) busy = onFirstAttempt(busy, 0);
    expect(trySpend(trySpend(busy, 5_000).budget, 20_000).granted).toBe(false);
  });

  it('grants one retry for twenty first attempts', () => {
    let budget = retryBudgetAt(0);
    for (let n = 0; n < 19; n++) budget = onFirstAttempt(budget, 0);
    expect(trySpend(budget, 0).granted).toBe(false);
    expect(trySpend(onFirstAttempt(budget, 0), 0).granted).toBe(true);
  });

  it('is at most 1.10 calls for each first attempt in every minute of a storm that has 100 of them or more', () => {
    const perSecond = fc.array(fc.integer({ min: 2, max: 60 }), { minLength: 60, maxLength: 240 });
    fc.assert(
      fc.property(perSecond, (firsts) => {
        const retries: number[] = [];
        // a long quiet time before it left the bucket full
        let budget = retryBudgetAt(-3_600_000);
        for (const [second, count] of firsts.entries()) {
          let granted = 0;
          for (let n = 0; n < count; n++) {
            budget = onFirstAttempt(budget, second * 1_000);
            // every call fails, and every one of them asks for two retries
            for (let again = 0; again < 2; again++) {
              const spent = trySpend(budget, second * 1_000);
              budget = spent.budget;
              if (spent.granted) granted++;
            }
          }
          retries.push(granted);
        }
        const sum = (all: readonly number[], from: number) => all.slice(from, from + 60).reduce((a, b) => a + b, 0);
        for (let from = 0; from + 60 <= firsts.length; from++)
          expect(1 + sum(retries, from) / sum(firsts, from)).toBeLessThanOrEqual(1.1);
      }),
    );
  });

  it('shows how much is used, and of a new one nothing', () => {
    const fresh = retryBudgetAt(0);
    for (const nowMs of [0, 1, 5_000, 10_000_000]) expect(retryBudgetUse(fresh, nowMs)).toBe(0);
    const once = trySpend(fresh, 5_000).budget;
    expect(retryBudgetUse(once, 5_000)).toBe(1);
    expect(retryBudgetUse(once, 10_000)).toBe(0.5);
    expect(retryBudgetUse(once, 10_000_000)).toBe(0);
    const half = trySpend(fresh, 10_000).budget;
    expect(retryBudgetUse(half, 10_000)).toBe(0.5);
    expect(retryBudgetUse(trySpend(half, 10_000).budget, 10_000)).toBe(1);
  });

  it('is used up in a storm, also by a process that has just started into it', () => {
    let budget = retryBudgetAt(0);
    for (let n = 0; n < 200; n++) budget = trySpend(onFirstAttempt(budget, n * 50), n * 50).budget;
    expect(retryBudgetUse(budget, 10_000)).toBeGreaterThan(0.5);
  });
});
