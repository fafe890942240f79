/** Writes this process's sample each second and keeps what the region's processes measured in the last seconds, for whoever asks. */
import { mergeNow, mergeSamples, type PressureSample } from '../domain/pressure/pressure';
import { type PressureReading, readPressure } from '../domain/pressure/reading';
import { ROLLUP_SPANS_S, type RollupSpan, spanIsOver, spanStart } from '../domain/pressure/rollup';
import type { Clock } from '../ports/clock';
import type { PressureSampleStore } from '../stores/pressure-samples';
import type { PressureMeter } from './pressure-meter';

/** The seconds that "now" is made of: enough attempts for a rate, few enough to be now. */
export const PRESSURE_NOW_MS = 10_000;
/** What is older than this is not now. */
const STALE_AFTER_MS = 5_000;

export interface PressureNow {
  /** When it was measured; null before the first sample. */
  readonly atMs: number | null;
  /** False: the records could not be asked lately, and the figures are old. */
  readonly fresh: boolean;
  readonly reading: PressureReading | null;
}

export const NOT_MEASURED: PressureNow = { atMs: null, fresh: false, reading: null };

export interface PressureSamplerParts {
  readonly clock: Clock;
  readonly meter: PressureMeter;
  readonly samples: PressureSampleStore;
}

export class PressureSampler {
  private recent: readonly PressureSample[] = [];
  private recordedAtMs: number | null = null;
  private reading: PressureReading | null = null;

  constructor(private readonly parts: PressureSamplerParts) {}

  async sample(): Promise<void> {
    const { clock, meter, samples } = this.parts;
    const nowMs = clock.nowMs();
    const sample = meter.take(nowMs);
    this.recent = await samples.record(sample, nowMs - PRESSURE_NOW_MS);
    this.recordedAtMs = nowMs;
    this.reading = readPressure(mergeNow(this.recent), PRESSURE_NOW_MS);
  }

  /** The whole region's, as of the last sample of this process; costs nothing. */
  now(): PressureNow {
    const atMs = this.recordedAtMs;
    const fresh = atMs !== null && this.parts.clock.nowMs() - atMs < STALE_AFTER_MS;
    return { atMs, fresh, reading: this.reading };
  }

  /** Merges the next spans that are over; returns how many. */
  async rollUp(): Promise<number> {
    let done = 0;
    for (const span of ROLLUP_SPANS_S) if (await this.rollUpNext(span)) done++;
    return done;
  }

  private async rollUpNext(span: RollupSpan): Promise<boolean> {
    const { clock, samples } = this.parts;
    const spanMs = span * 1000;
    const newest = await samples.newestRollupAt(span);
    const first = await samples.firstSampleAt(newest === null ? 0 : newest + spanMs);
    if (first === null) return false;
    const startMs = spanStart(first, spanMs);
    if (!spanIsOver(startMs, spanMs, clock.nowMs())) return false;
    const merged = mergeSamples(await samples.samples(startMs, startMs + spanMs));
    return samples.rollUp(span, startMs, merged);
  }
}
