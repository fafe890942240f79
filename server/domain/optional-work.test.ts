import { describe, expect, it } from 'vitest';
import { positionOf } from './control-position';
import { NO_LATENCY } from './latency-histogram';
import { isShed } from './optional-work';
import type { PressureMeasures } from './pressure/pressure';
import { readPressure } from './pressure/reading';
import { CONFIRMATION_BUDGET } from './confirmation-queue';

const reading = (measures: PressureMeasures) => readPressure({ measures, latency: NO_LATENCY, samples: 1 }, 10_000);
const normal = positionOf([]);

describe('optional work is shed', () => {
  it.each(['recommendations', 'nonessential_mail'] as const)('%s by its switch, whatever the pressure', (work) => {
    const position = positionOf([{ name: `shed:${work}`, value: { shed: true } }]);
    expect(isShed(work, position, null)).toBe(true);
    expect(isShed(work, normal, null)).toBe(false);
    expect(isShed(work, normal, reading({ confirmation_queue: 3 }))).toBe(false);
  });

  it.each<[string, PressureMeasures]>([
    ['half the payment calls are taken', { payment_calls_in_flight: 50, payment_calls_limit: 100 }],
    ['a process runs late', { event_loop_lag_ms: 200 }],
    ['the confirmation queue is half full', { confirmation_queue: CONFIRMATION_BUDGET.capacity / 2 }],
    [
      'its oldest has waited for half its time',
      { confirmation_queue_oldest_ms: CONFIRMATION_BUDGET.age_budget_ms / 2 },
    ],
  ])('recommendations by themselves when %s', (_when, measures) => {
    expect(isShed('recommendations', normal, reading(measures))).toBe(true);
  });

  it('mails only when the queue needs the worker, not because the provider is slow', () => {
    const calls = { payment_calls_in_flight: 100, payment_calls_limit: 100 };
    expect(isShed('nonessential_mail', normal, reading(calls))).toBe(false);
    expect(isShed('nonessential_mail', normal, reading({ confirmation_queue: 1_000 }))).toBe(true);
  });
});
