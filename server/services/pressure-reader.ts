/** What pages ask of pressure: the region's figures over a quarter of an hour, an hour or a day, with gaps where nothing was measured. */
import { mergeSpans } from '../domain/pressure';
import { type PressureReading, readPressure } from '../domain/pressure-reading';
import { type RollupSpan, spanStart } from '../domain/pressure-rollup';
import { type Region } from '../domain/region';
import type { Clock } from '../ports/clock';
import type { PressureSampleStore, StoredRollup } from '../stores/pressure-samples';

export const PRESSURE_WINDOWS = ['15m', '1h', '24h'] as const;
export type PressureWindow = (typeof PRESSURE_WINDOWS)[number];

/** How long a window is, which rollups it reads, and how long a point of its line is. */
const WINDOWS = {
  '15m': { lengthMs: 15 * 60_000, span: 10, stepMs: 10_000 },
  '1h': { lengthMs: 60 * 60_000, span: 10, stepMs: 30_000 },
  '24h': { lengthMs: 24 * 60 * 60_000, span: 60, stepMs: 5 * 60_000 },
} as const satisfies Record<PressureWindow, { lengthMs: number; span: RollupSpan; stepMs: number }>;

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
}

export interface PressureReaderParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly samples: Pick<PressureSampleStore, 'rollups'>;
}

export class PressureReader {
  constructor(private readonly parts: PressureReaderParts) {}

  async history(window: PressureWindow): Promise<PressureHistory> {
    const { clock, region, samples } = this.parts;
    const { lengthMs, span, stepMs } = WINDOWS[window];
    const nowMs = clock.nowMs();
    const fromMs = spanStart(nowMs - lengthMs, stepMs) + stepMs;
    const rollups = await samples.rollups(span, fromMs, nowMs);
    return { region, nowMs, window, fromMs, stepMs, points: pointsOf(rollups, fromMs, nowMs, stepMs) };
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
