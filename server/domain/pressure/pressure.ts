/**
 * What was measured, by name. Each process takes one sample a second; samples of several processes and seconds merge into one, so
 * that a page, a threshold and a rollup all read the same figures. A measure that is absent was not measured, which is not zero.
 */
import { addLatency, type LatencyHistogram, NO_LATENCY } from '../latency-histogram';

/**
 * How a measure merges. `count`: what happened in the span, added up. `level`: how much there is of it in each process, its highest,
 * added over the processes. `peak`: one figure of the whole region or the worst of any process, its highest.
 */
export type MergeRule = 'count' | 'level' | 'peak';

export const PRESSURE_MEASURES = {
  /** Payment attempts that were answered, or whose caller stopped waiting: each is counted once, by what came first. */
  provider_attempts: 'count',
  /** Of these, the ones whose caller stopped waiting. */
  provider_timeouts: 'count',
  /** Of these, the ones that ended early without an answer: an error, a lost connection, a refusal for too many calls. */
  provider_errors: 'count',
  /** Look-ups, captures, voids and refunds. */
  provider_other_calls: 'count',
  provider_other_failures: 'count',
  /** Second and third sends of one payment operation. */
  retries: 'count',
  /** Retries that the shared budget did not grant. */
  retries_refused: 'count',
  /** 0 untouched, 1 nothing left to spend. */
  retry_budget_use: 'peak',
  payment_calls_in_flight: 'level',
  /** How many may be in flight. */
  payment_calls_limit: 'level',
  admitted: 'count',
  rejected_paused: 'count',
  rejected_ramp: 'count',
  rejected_concurrency: 'count',
  rejected_throttled: 'count',
  rejected_queue: 'count',
  rejected_unknown: 'count',
  /** Orders turned away before they were read, because the order store is busy; no intent is kept. */
  rejected_intake: 'count',
  intake_limit: 'level',
  /** Catalogues that were answered without them. */
  /** Calls of the public API that degraded mode never bounds, answered. */
  cart_reads: 'count',
  status_reads: 'count',
  shed_recommendations: 'count',
  shed_immediate_confirmation: 'count',
  /** Messages for the order owner. */
  confirmation_queue: 'peak',
  confirmation_queue_oldest_ms: 'peak',
  /** Messages for anybody. */
  undelivered: 'peak',
  undelivered_oldest_ms: 'peak',
  /** Mails that are due and not sent: how many are held back, while mail is shed. */
  mails_waiting: 'peak',
  /** Payments that the provider authorized, of orders that are neither decided nor in a case. */
  authorizations_undecided: 'peak',
  authorizations_undecided_oldest_ms: 'peak',
  /** Statements that had to wait for a connection. */
  pool_waits: 'count',
  pool_waiting: 'level',
  event_loop_lag_ms: 'peak',
} as const satisfies Record<string, MergeRule>;

export type PressureMeasure = keyof typeof PRESSURE_MEASURES;

export type PressureMeasures = Readonly<Partial<Record<PressureMeasure, number>>>;

export interface PressureSample {
  /** The end of the second. */
  readonly atMs: number;
  /** The process that measured. */
  readonly source: string;
  readonly measures: PressureMeasures;
  /** Payment calls that ended, however late. */
  readonly latency: LatencyHistogram;
}

/** Samples of some processes over some span, as one. */
export interface PressureSpan {
  readonly measures: PressureMeasures;
  readonly latency: LatencyHistogram;
  readonly samples: number;
}

export const isPressureMeasure = (name: string): name is PressureMeasure => Object.hasOwn(PRESSURE_MEASURES, name);

export function mergeSamples(samples: readonly PressureSample[]): PressureSpan {
  const bySource = new Map<string, PressureSample[]>();
  for (const sample of samples) bySource.set(sample.source, [...(bySource.get(sample.source) ?? []), sample]);
  const ofEach = [...bySource.values()].map((own) =>
    merged(
      own.map(({ measures }) => measures),
      highest,
    ),
  );
  return {
    measures: merged(ofEach, added),
    latency: samples.reduce((sum, { latency }) => addLatency(sum, latency), NO_LATENCY),
    samples: samples.length,
  };
}

/** What stood where it was counted, at the instant of the count; all of them are counted at once. */
const STANDING = [
  'confirmation_queue',
  'confirmation_queue_oldest_ms',
  'undelivered',
  'undelivered_oldest_ms',
  'mails_waiting',
  'authorizations_undecided',
  'authorizations_undecided_oldest_ms',
] as const satisfies readonly PressureMeasure[];

/**
 * Samples of the last seconds as how it is now: what stands in a queue is what was counted last. Its highest of the window would keep a
 * message, that waited while no worker ran and was decided at once, standing there for the whole window.
 */
export function mergeNow(samples: readonly PressureSample[]): PressureSpan {
  const span = mergeSamples(samples);
  const counted = samples.filter(({ measures }) => measures.confirmation_queue !== undefined);
  const last = counted.reduce<PressureSample | null>(
    (newest, each) => (newest !== null && newest.atMs >= each.atMs ? newest : each),
    null,
  );
  if (last === null) return span;
  const { measures } = last;
  return {
    ...span,
    measures: { ...span.measures, ...Object.fromEntries(STANDING.map((name) => [name, measures[name] ?? 0])) },
  };
}

/** Spans that follow one another, as one. */
export function mergeSpans(spans: readonly PressureSpan[]): PressureSpan {
  return {
    measures: merged(
      spans.map(({ measures }) => measures),
      highest,
    ),
    latency: spans.reduce((sum, { latency }) => addLatency(sum, latency), NO_LATENCY),
    samples: spans.reduce((sum, { samples }) => sum + samples, 0),
  };
}

type Combine = (one: number, other: number) => number;
const highest: Combine = (one, other) => Math.max(one, other);
const added: Combine = (one, other) => one + other;

function merged(all: readonly PressureMeasures[], levels: Combine): PressureMeasures {
  const sum: Partial<Record<PressureMeasure, number>> = {};
  for (const measures of all) {
    for (const [name, value] of Object.entries(measures)) {
      if (!isPressureMeasure(name)) continue;
      const known = sum[name];
      sum[name] = known === undefined ? value : combinedBy(PRESSURE_MEASURES[name], levels)(known, value);
    }
  }
  return sum;
}

function combinedBy(rule: MergeRule, levels: Combine): Combine {
  switch (rule) {
    case 'count':
      return added;
    case 'level':
      return levels;
    case 'peak':
      return highest;
    default:
      return rule satisfies never;
  }
}
