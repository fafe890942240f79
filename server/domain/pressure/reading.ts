/**
 * The figures that thresholds and charts are about, read from what was measured in a span. Null: nothing was measured, or too little
 * to speak of a rate; neither is a zero.
 */
import { latencyPercentile } from '../latency-histogram';
import type { PressureSpan } from './pressure';

export interface PressureReading {
  readonly provider_p50_ms: number | null;
  readonly provider_p95_ms: number | null;
  readonly provider_p99_ms: number | null;
  /** Of the payment attempts of the span, 0 to 1. */
  readonly timeout_rate: number | null;
  readonly error_rate: number | null;
  readonly retry_budget_use: number | null;
  readonly calls_in_flight: number | null;
  readonly calls_limit: number | null;
  readonly confirmation_queue: number | null;
  readonly confirmation_queue_oldest_ms: number | null;
  readonly undelivered: number | null;
  readonly authorizations_undecided: number | null;
  readonly authorizations_undecided_oldest_ms: number | null;
  readonly pool_waits_per_second: number | null;
  readonly event_loop_lag_ms: number | null;
  readonly admitted_per_second: number | null;
  readonly rejected_per_second: number | null;
}

export type PressureGauge = keyof PressureReading;

/** Fewer attempts than this make no rate: one timeout of two is no half. */
export const FEWEST_FOR_A_RATE = 10;

export const REJECTIONS = [
  'rejected_paused',
  'rejected_ramp',
  'rejected_concurrency',
  'rejected_throttled',
  'rejected_queue',
  'rejected_unknown',
] as const;

/** @param spanMs how long the span is. */
export function readPressure(span: PressureSpan, spanMs: number): PressureReading {
  const { latency, measures } = span;
  const perSecond = (count: number | undefined) => (count === undefined ? null : (count * 1000) / spanMs);
  const attempts = measures.provider_attempts ?? 0;
  const rate = (count: number | undefined) => (attempts < FEWEST_FOR_A_RATE ? null : (count ?? 0) / attempts);
  return {
    provider_p50_ms: latencyPercentile(latency, 0.5),
    provider_p95_ms: latencyPercentile(latency, 0.95),
    provider_p99_ms: latencyPercentile(latency, 0.99),
    timeout_rate: rate(measures.provider_timeouts),
    error_rate: rate(measures.provider_errors),
    retry_budget_use: measures.retry_budget_use ?? null,
    calls_in_flight: measures.payment_calls_in_flight ?? null,
    calls_limit: measures.payment_calls_limit ?? null,
    confirmation_queue: measures.confirmation_queue ?? null,
    confirmation_queue_oldest_ms: measures.confirmation_queue_oldest_ms ?? null,
    undelivered: measures.undelivered ?? null,
    authorizations_undecided: measures.authorizations_undecided ?? null,
    authorizations_undecided_oldest_ms: measures.authorizations_undecided_oldest_ms ?? null,
    pool_waits_per_second: perSecond(measures.pool_waits),
    event_loop_lag_ms: measures.event_loop_lag_ms ?? null,
    admitted_per_second: perSecond(measures.admitted),
    rejected_per_second: perSecond(rejections(span)),
  };
}

/** Undefined where no process that admits was measured. */
function rejections({ measures }: PressureSpan): number | undefined {
  if (measures.admitted === undefined) return undefined;
  return REJECTIONS.reduce((sum, reason) => sum + (measures[reason] ?? 0), 0);
}

/** Work of both regions is added up; how slow, how old or how full something is, is the worse of the two. */
const ADDED: readonly PressureGauge[] = [
  'calls_in_flight',
  'calls_limit',
  'confirmation_queue',
  'undelivered',
  'authorizations_undecided',
  'pool_waits_per_second',
  'admitted_per_second',
  'rejected_per_second',
];

/** Two regions' readings of the same time as one; what only one of them measured is told by it. */
export function combineReadings(one: PressureReading, other: PressureReading): PressureReading {
  const both: { -readonly [Gauge in PressureGauge]: PressureReading[Gauge] } = { ...one };
  for (const gauge of Object.keys(one) as PressureGauge[]) {
    const [a, b] = [one[gauge], other[gauge]];
    both[gauge] = a === null || b === null ? (a ?? b) : ADDED.includes(gauge) ? a + b : Math.max(a, b);
  }
  return both;
}
