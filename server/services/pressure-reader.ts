/** What pages ask of pressure: the region's figures over a quarter of an hour, an hour or a day, with gaps where nothing was measured. */
import type { ModeStretch } from '../domain/mode-stretch';
import { mergeSpans } from '../domain/pressure/pressure';
import { type PressureReading, readPressure } from '../domain/pressure/reading';
import { spanStart } from '../domain/pressure/rollup';
import { type PressureWindow, WINDOWS } from '../domain/pressure/window';
import { type Region } from '../domain/region';
import type { Clock } from '../ports/clock';
import type { DegradedEpisodeStore } from '../stores/degraded-episodes';
import type { PressureSampleStore, StoredRollup } from '../stores/pressure-samples';

export interface PressurePoint {
  readonly atMs: number;
  /** Null: nothing was measured then. */
  readonly reading: PressureReading | null;
}

export interface PressureHistory {
  readonly region: Region;
  readonly nowMs: number;
  readonly window: PressureWindow;
  readonly fromMs: number;
  readonly stepMs: number;
  /** One for each step, oldest first. */
  readonly points: readonly PressurePoint[];
  /** What the mode was over that time, oldest first. */
  readonly modes: readonly ModeStretch[];
}

export interface PressureReaderParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly samples: Pick<PressureSampleStore, 'rollups'>;
  readonly episodes: Pick<DegradedEpisodeStore, 'stretches'>;
}

export class PressureReader {
  constructor(private readonly parts: PressureReaderParts) {}

  async history(window: PressureWindow): Promise<PressureHistory> {
    const { clock, episodes, region, samples } = this.parts;
    const { lengthMs, span, stepMs } = WINDOWS[window];
    const nowMs = clock.nowMs();
    const fromMs = spanStart(nowMs - lengthMs, stepMs) + stepMs;
    const [rollups, modes] = await Promise.all([
      samples.rollups(span, fromMs, nowMs),
      episodes.stretches(region, fromMs),
    ]);
    return { region, nowMs, window, fromMs, stepMs, points: pointsOf(rollups, fromMs, nowMs, stepMs), modes };
  }
}

function pointsOf(rollups: readonly StoredRollup[], fromMs: number, nowMs: number, stepMs: number): PressurePoint[] {
  const byStep = new Map<number, StoredRollup[]>();
  for (const rollup of rollups) {
    const step = spanStart(rollup.atMs, stepMs);
    byStep.set(step, [...(byStep.get(step) ?? []), rollup]);
  }
  const newest = Math.max(...byStep.keys(), fromMs);
  const points: PressurePoint[] = [];
  for (let atMs = fromMs; atMs <= Math.min(newest, nowMs); atMs += stepMs) {
    const own = byStep.get(atMs);
    points.push({ atMs, reading: own === undefined ? null : readPressure(mergeSpans(own), stepMs) });
  }
  return points;
}
