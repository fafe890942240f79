/**
 * What makes a region enter degraded mode by itself: a figure over its limit for its time, on enough attempts to speak of one; and what
 * makes the ramp step back. The figures that are only about this process, and not about a promise to customers, make nobody enter.
 */
import { judgeLimit, type LimitState, PRESSURE_LIMITS, underLimit } from './pressure/limit';
import type { PressureReading } from './pressure/reading';

export const ENTRY_GAUGES = [
  'provider_p95_ms',
  'timeout_rate',
  'error_rate',
  'confirmation_queue',
  'confirmation_queue_oldest_ms',
  'authorizations_undecided_oldest_ms',
] as const;

export type EntryGauge = (typeof ENTRY_GAUGES)[number];

/** Of the provider: they say nothing on a handful of calls. */
const OF_THE_PROVIDER: ReadonlySet<EntryGauge> = new Set(['provider_p95_ms', 'timeout_rate', 'error_rate']);

/** Payment attempts of the window below which the provider's figures make nobody enter: one slow card is no trouble. */
export const FEWEST_ATTEMPTS = 20;

export type LimitWatch = Readonly<Record<EntryGauge, LimitState>>;

export function watchFrom(atMs: number): LimitWatch {
  const under = underLimit(atMs);
  return {
    provider_p95_ms: under,
    timeout_rate: under,
    error_rate: under,
    confirmation_queue: under,
    confirmation_queue_oldest_ms: under,
    authorizations_undecided_oldest_ms: under,
  };
}

/**
 * @param attempts of the window that the reading is about. On too few of them the provider's figures are not known; then nothing passes a
 * limit, and one that was passed is left only on other evidence: @param providerAnswers that it answered every look-up of a sample.
 */
export function watched(
  watch: LimitWatch,
  reading: PressureReading,
  attempts: number,
  atMs: number,
  providerAnswers: boolean,
): LimitWatch {
  const next: Record<EntryGauge, LimitState> = { ...watch };
  for (const gauge of ENTRY_GAUGES) {
    const isThin = attempts < FEWEST_ATTEMPTS && OF_THE_PROVIDER.has(gauge);
    const value = isThin ? (providerAnswers && watch[gauge].over ? 0 : null) : reading[gauge];
    next[gauge] = judgeLimit(watch[gauge], PRESSURE_LIMITS[gauge], value, atMs);
  }
  return next;
}

export function overLimit(watch: LimitWatch): readonly EntryGauge[] {
  return ENTRY_GAUGES.filter((gauge) => watch[gauge].over);
}

const NAMES: Readonly<Record<EntryGauge, string>> = {
  provider_p95_ms: 'provider p95',
  timeout_rate: 'timeout rate',
  error_rate: 'error rate',
  confirmation_queue: 'confirmation queue',
  confirmation_queue_oldest_ms: 'oldest message of the confirmation queue',
  authorizations_undecided_oldest_ms: 'oldest authorization without a decision',
};

export const gaugeName = (gauge: EntryGauge): string => NAMES[gauge];

/** As people read it: "1,180 ms", "11 %", "34 s", "2,100". */
export function gaugeValue(gauge: EntryGauge, value: number): string {
  switch (gauge) {
    case 'provider_p95_ms':
      return `${whole(value)} ms`;
    case 'timeout_rate':
    case 'error_rate':
      return `${(value * 100).toFixed(value < 0.1 ? 1 : 0)} %`;
    case 'confirmation_queue':
      return whole(value);
    case 'confirmation_queue_oldest_ms':
    case 'authorizations_undecided_oldest_ms':
      return `${whole(value / 1000)} s`;
    default:
      return gauge satisfies never;
  }
}

/** Why a mode was entered or a ramp stepped back, in one line. */
export function overWords(gauge: EntryGauge): string {
  const { enterAfterMs, enterAt } = PRESSURE_LIMITS[gauge];
  return `${gaugeName(gauge)} over ${gaugeValue(gauge, enterAt)} for ${enterAfterMs / 1000} s`;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-GB');
