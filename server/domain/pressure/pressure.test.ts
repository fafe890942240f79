import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latencyBound, latencyCount, latencyPercentile, NO_LATENCY } from '../latency-histogram';
import { mergeNow, mergeSamples, mergeSpans, type PressureSample } from './pressure';
import { readPressure } from './reading';
import { judgeLimit, type LimitState, PRESSURE_LIMITS, underLimit } from './limit';

const histogramOf = (durations: readonly number[]) => {
  const counts = [...NO_LATENCY];
  for (const ms of durations) counts[latencyBound(ms)] = (counts[latencyBound(ms)] ?? 0) + 1;
  return counts;
};

const sample = (source: string, atMs: number, measures: PressureSample['measures']): PressureSample => ({
  atMs,
  source,
  measures,
  latency: NO_LATENCY,
});

describe('a histogram of latency', () => {
  it('tells a percentile to the width of its bound, whatever the durations', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 14_000 }), { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (durations, share) => {
          const sorted = durations.toSorted((a, b) => a - b);
          const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
          const told = latencyPercentile(histogramOf(durations), share) ?? 0;
          expect(latencyBound(told)).toBe(latencyBound(exact));
        },
      ),
    );
  });

  it('says nothing where nothing was measured, and the last bound for what is beyond it', () => {
    expect(latencyPercentile(NO_LATENCY, 0.5)).toBeNull();
    expect(latencyPercentile(histogramOf([60_000]), 0.5)).toBe(15_000);
  });
});

describe('samples that merge', () => {
  it('add up counts, add levels over processes but not over time, and keep the highest age', () => {
    const merged = mergeSamples([
      sample('web-1', 1_000, { admitted: 3, payment_calls_in_flight: 5, confirmation_queue_oldest_ms: 40 }),
      sample('web-1', 2_000, { admitted: 4, payment_calls_in_flight: 2, confirmation_queue_oldest_ms: 90 }),
      sample('web-2', 1_500, { admitted: 1, payment_calls_in_flight: 7, confirmation_queue_oldest_ms: 60 }),
    ]);
    expect(merged.measures).toEqual({ admitted: 8, payment_calls_in_flight: 12, confirmation_queue_oldest_ms: 90 });
  });

  it('say of a queue, where they stand for now, what was counted last, whoever counted it', () => {
    const now = mergeNow([
      sample('worker-2', 1_000, { admitted: 1, confirmation_queue: 4, confirmation_queue_oldest_ms: 390_000 }),
      sample('worker-1', 2_000, {
        admitted: 1,
        confirmation_queue: 1,
        confirmation_queue_oldest_ms: 20,
        retry_budget_use: 0.4,
      }),
      sample('web-1', 2_100, { admitted: 3, retry_budget_use: 0.1 }),
    ]);
    expect(now.measures).toMatchObject({
      admitted: 5,
      confirmation_queue: 1,
      confirmation_queue_oldest_ms: 20,
      retry_budget_use: 0.4,
    });
    expect(mergeNow([sample('web-1', 0, { admitted: 3 })]).measures).toEqual({ admitted: 3 });
  });

  it('leave out what was not measured, instead of calling it zero', () => {
    const { measures } = mergeSamples([sample('worker-1', 1_000, { retries: 0 })]);
    expect(measures).toEqual({ retries: 0 });
    expect(readPressure(mergeSamples([]), 10_000).admitted_per_second).toBeNull();
  });

  it('count the same whether merged at once or span by span', () => {
    const samples = fc.array(
      fc.record({ second: fc.nat(59), source: fc.constantFrom('web-1', 'web-2'), admitted: fc.nat(100) }),
    );
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 59 }), (all, cut) => {
        const made = all.map((each) => sample(each.source, each.second, { admitted: each.admitted }));
        const parts = [made.filter((each) => each.atMs < cut), made.filter((each) => each.atMs >= cut)];
        const atOnce = mergeSamples(made);
        const inParts = mergeSpans(parts.map(mergeSamples));
        expect(inParts.measures).toEqual(atOnce.measures);
        expect(inParts.samples).toBe(atOnce.samples);
        expect(latencyCount(inParts.latency)).toBe(0);
      }),
    );
  });

  it('make no rate of a handful of attempts', () => {
    const few = mergeSamples([sample('web-1', 0, { provider_attempts: 9, provider_timeouts: 9 })]);
    expect(readPressure(few, 10_000).timeout_rate).toBeNull();
    const enough = mergeSamples([sample('web-1', 0, { provider_attempts: 10, provider_timeouts: 5 })]);
    expect(readPressure(enough, 10_000).timeout_rate).toBe(0.5);
  });
});

describe('a limit', () => {
  const limit = { enterAt: 10, leaveBelow: 4, enterAfterMs: 3_000, leaveAfterMs: 5_000 };
  const after = (values: readonly (number | null)[], from: LimitState = underLimit(0)) =>
    values.reduce<LimitState>((state, value, second) => judgeLimit(state, limit, value, second * 1_000), from);

  it('is passed by a figure that stands over it long enough, and not by one that looked in', () => {
    expect(after([10, 11, 12, 10])).toMatchObject({ over: true, sinceMs: 3_000 });
    expect(after([10, 11, 12, 9, 10, 11, 12]).over).toBe(false);
  });

  it('is not left by a figure between the two values, however long', () => {
    const over = after([10, 10, 10, 10]);
    expect(
      after(
        Array.from({ length: 60 }, () => 4),
        over,
      ).over,
    ).toBe(true);
    expect(after([3, 3, 3, 3, 3, 3], over).over).toBe(false);
  });

  it.each(Object.entries(PRESSURE_LIMITS))('of %s is left well below where it is passed', (_gauge, each) => {
    expect(each.leaveBelow).toBeLessThan(each.enterAt * 0.9);
    expect(each.leaveAfterMs).toBeGreaterThan(each.enterAfterMs);
  });

  it('is neither passed nor left by samples that are lost', () => {
    expect(after([10, 10, null, 10, 10, 10]).over).toBe(false);
    expect(after([3, 3, 3, null, 3, 3, 3, 3], after([10, 10, 10, 10])).over).toBe(true);
  });
});
