import { describe, expect, test } from 'vitest';
import { FEWEST_ATTEMPTS, gaugeValue, type LimitWatch, overLimit, overWords, watched, watchFrom } from './mode-entry';
import { PRESSURE_LIMITS } from './pressure/limit';
import { type PressureReading, readPressure } from './pressure/reading';

const QUIET = readPressure({ measures: {}, latency: [], samples: 0 }, 30_000);
const slow: PressureReading = { ...QUIET, provider_p95_ms: 4_000 };
const quick: PressureReading = { ...QUIET, provider_p95_ms: 120 };

function watchFor(
  start: LimitWatch,
  seconds: number,
  reading: PressureReading,
  attempts: number,
  fromMs: number,
  answers = false,
) {
  let watch = start;
  for (let s = 0; s <= seconds; s++) watch = watched(watch, reading, attempts, fromMs + s * 1_000, answers);
  return watch;
}

describe('a figure over its limit', () => {
  test('enters after its time, not before', () => {
    const after = PRESSURE_LIMITS.provider_p95_ms.enterAfterMs / 1_000;
    expect(overLimit(watchFor(watchFrom(0), after - 1, slow, 100, 0))).toEqual([]);
    expect(overLimit(watchFor(watchFrom(0), after, slow, 100, 0))).toEqual(['provider_p95_ms']);
  });

  test('of a handful of calls enters nothing: one slow card is no trouble', () => {
    expect(overLimit(watchFor(watchFrom(0), 60, slow, FEWEST_ATTEMPTS - 1, 0))).toEqual([]);
  });

  test('of the queue needs no attempts', () => {
    const late = { ...QUIET, confirmation_queue_oldest_ms: 31_000 };
    expect(overLimit(watchFor(watchFrom(0), 10, late, 0, 0))).toEqual(['confirmation_queue_oldest_ms']);
  });

  test('is left below its lower limit, after its time', () => {
    const over = watchFor(watchFrom(0), 10, slow, 100, 0);
    const between = { ...QUIET, provider_p95_ms: 1_000 };
    expect(overLimit(watchFor(over, 60, between, 100, 11_000))).toEqual(['provider_p95_ms']);
    expect(overLimit(watchFor(over, 20, quick, 100, 11_000))).toEqual([]);
  });

  test('is not left because nobody pays any more, but because the provider answers', () => {
    const over = watchFor(watchFrom(0), 10, slow, 100, 0);
    expect(overLimit(watchFor(over, 60, QUIET, 1, 11_000))).toEqual(['provider_p95_ms']);
    expect(overLimit(watchFor(over, 60, QUIET, 1, 11_000, true))).toEqual([]);
  });
});

test('is told with its limit', () => {
  expect(overWords('provider_p95_ms')).toBe('provider p95 over 1,500 ms for 5 s');
  expect(overWords('timeout_rate')).toBe('timeout rate over 10 % for 3 s');
  expect(gaugeValue('confirmation_queue_oldest_ms', 34_000)).toBe('34 s');
});
