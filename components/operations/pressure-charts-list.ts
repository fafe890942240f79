/** The charts of pressure as a table: which figures, in which order, with which limit and in which words. */
import { PRESSURE_LIMITS } from '@/server/domain/pressure/limit';
import type { PressureGauge } from '@/server/domain/pressure/reading';

export interface ChartLine {
  readonly gauge: PressureGauge;
  /** At the line's end and in the heading; null for a chart of one line. */
  readonly name: string | null;
}

export interface PressureChartFacts {
  readonly title: string;
  /** The first is the main one: ink, and the one that the limit is about. */
  readonly lines: readonly ChartLine[];
  readonly unit: Unit;
  readonly limit: { readonly at: number; readonly words: string } | null;
  /** The scale reaches at least so far, so that a quiet day is not drawn as a storm. */
  readonly reaches: number;
}

/** How a figure is written: milliseconds, a share, seconds of milliseconds, a count, or a count a minute of a count a second. */
export type Unit = 'ms' | 'share' | 'age' | 'count' | 'a_minute' | 'a_second';

const limits = PRESSURE_LIMITS;

export const PRESSURE_CHARTS: readonly PressureChartFacts[] = [
  {
    title: 'Provider latency',
    lines: [
      { gauge: 'provider_p95_ms', name: 'p95' },
      { gauge: 'provider_p99_ms', name: 'p99' },
      { gauge: 'provider_p50_ms', name: 'p50' },
    ],
    unit: 'ms',
    limit: { at: limits.provider_p95_ms.enterAt, words: 'limit 1,500 ms, p95' },
    reaches: 2_000,
  },
  {
    title: 'Timeouts and errors',
    lines: [
      { gauge: 'timeout_rate', name: 'timeouts' },
      { gauge: 'error_rate', name: 'errors' },
    ],
    unit: 'share',
    limit: { at: limits.timeout_rate.enterAt, words: 'limit 10 %, timeouts' },
    reaches: 0.15,
  },
  {
    title: 'Retry budget used',
    lines: [{ gauge: 'retry_budget_use', name: null }],
    unit: 'share',
    limit: { at: 1, words: 'spent: no more retries' },
    reaches: 1.2,
  },
  {
    title: 'Confirmation queue, oldest',
    lines: [{ gauge: 'confirmation_queue_oldest_ms', name: null }],
    unit: 'age',
    limit: { at: limits.confirmation_queue_oldest_ms.enterAt, words: 'age budget 30 s' },
    reaches: 40_000,
  },
  {
    title: 'Authorizations without a decision, oldest',
    lines: [{ gauge: 'authorizations_undecided_oldest_ms', name: null }],
    unit: 'age',
    limit: { at: limits.authorizations_undecided_oldest_ms.enterAt, words: 'limit 60 s' },
    reaches: 80_000,
  },
  {
    title: 'Payment attempts a minute',
    lines: [
      { gauge: 'admitted_per_second', name: 'admitted' },
      { gauge: 'rejected_per_second', name: 'refused' },
    ],
    unit: 'a_minute',
    limit: null,
    reaches: 1,
  },
  {
    title: 'Payment calls in flight',
    lines: [
      { gauge: 'calls_in_flight', name: 'open' },
      { gauge: 'calls_limit', name: 'places' },
    ],
    unit: 'count',
    limit: null,
    reaches: 20,
  },
  {
    title: 'Confirmation queue, length',
    lines: [
      { gauge: 'confirmation_queue', name: 'to decide' },
      { gauge: 'undelivered', name: 'all' },
    ],
    unit: 'count',
    limit: { at: limits.confirmation_queue.enterAt, words: 'capacity 2,000' },
    reaches: 2_400,
  },
  {
    title: 'Event loop, worst delay',
    lines: [{ gauge: 'event_loop_lag_ms', name: null }],
    unit: 'ms',
    limit: { at: limits.event_loop_lag_ms.enterAt, words: 'limit 500 ms' },
    reaches: 600,
  },
];

const count = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** A figure in its unit, short enough for a heading; a dash where nothing was measured. */
export function figureWords(value: number | null, unit: Unit): string {
  if (value === null) return '–';
  switch (unit) {
    case 'ms':
      return value < 1_000 ? `${count.format(value)} ms` : `${(value / 1000).toFixed(2)} s`;
    case 'age':
      return `${fine.format(value / 1000)} s`;
    case 'share':
      return `${fine.format(value * 100)} %`;
    case 'count':
      return count.format(value);
    case 'a_minute':
      return count.format(value * 60);
    case 'a_second':
      return fine.format(value);
    default:
      return unit satisfies never;
  }
}

/** The same for the scale at the left: short, and each number with its unit. */
export function scaleWords(value: number, unit: Unit, top: number): string {
  const words = unit === 'ms' ? (top < 1_000 ? `${count.format(value)} ms` : `${fine.format(value / 1000)} s`) : null;
  // a number and its unit stay in one line
  return (words ?? figureWords(value, unit)).replace(' ', '\u00a0');
}

/** Three or four even steps from 0 to a round number at or above `highest`. */
export function scaleOf(highest: number): readonly number[] {
  const rough = Math.max(highest, Number.MIN_VALUE) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((each) => each * power >= rough) ?? 10) * power;
  return [0, 1, 2, 3].map((n) => Number((n * step).toPrecision(6)));
}
