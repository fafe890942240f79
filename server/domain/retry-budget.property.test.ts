import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MINIMUM_RETRIES_PER_SECOND,
  onFirstAttempt,
  RETRY_CAPACITY,
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

const steps = fc.array(fc.record({ waitMs: fc.integer({ min: -20, max: 400 }), retry: fc.boolean() }), {
  minLength: 1,
  maxLength: 400,
});

describe('retry budget', () => {
  it('never lets retries be more than a tenth of first attempts and the minimum, from the start', () => {
    fc.assert(
      fc.property(steps, (run) => {
        const happened = play(run);
        const latestMs = Math.max(1_000, ...happened.map(({ atMs }) => atMs));
        const firsts = happened.filter(({ what }) => what === 'first').length;
        const retries = happened.length - firsts;
        return retries <= firsts / 10 + ((latestMs - 1_000) / 1_000) * MINIMUM_RETRIES_PER_SECOND;
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
              const allowed = firsts / 10 + ((toMs - fromMs) / 1_000) * MINIMUM_RETRIES_PER_SECOND + RETRY_CAPACITY;
              return window.length - firsts <= allowed;
            }),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('lets a quiet shop retry about once a second', () => {
    expect(trySpend(retryBudgetAt(0), 999).granted).toBe(false);
    expect(trySpend(retryBudgetAt(0), 1_000).granted).toBe(true);
  });

  it('grants one retry for ten first attempts', () => {
    let budget = retryBudgetAt(0);
    for (let n = 0; n < 9; n++) budget = onFirstAttempt(budget, 0);
    expect(trySpend(budget, 0).granted).toBe(false);
    expect(trySpend(onFirstAttempt(budget, 0), 0).granted).toBe(true);
  });

  it('shows how much is used', () => {
    expect(retryBudgetUse(retryBudgetAt(0), 0)).toBe(1);
    expect(retryBudgetUse(retryBudgetAt(0), 10_000)).toBe(0.5);
    expect(retryBudgetUse(retryBudgetAt(0), 10_000_000)).toBe(0);
  });
});
