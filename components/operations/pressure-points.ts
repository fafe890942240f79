/** What the charts draw: the points of the regions that were asked for, side by side in time. */
import type { Outputs } from '@/components/trpc';
import { combineReadings, type PressureReading } from '@/server/domain/pressure/reading';
import type { Region } from '@/server/domain/region';

export type PressureView = Outputs['support']['now']['pressure'];
export type RegionChoice = 'both' | Region;

export interface DrawnPoint {
  readonly atMs: number;
  /** Null: nothing was measured then; no line is drawn through it. */
  readonly reading: PressureReading | null;
}

/** Points of one time are one, oldest first. */
export function drawnPoints({ regions }: PressureView, chosen: RegionChoice): readonly DrawnPoint[] {
  const byTime = new Map<number, PressureReading | null>();
  for (const { history, region } of regions) {
    if (history === null || (chosen !== 'both' && chosen !== region)) continue;
    for (const { atMs, reading } of history.points) {
      const known = byTime.get(atMs) ?? null;
      byTime.set(atMs, known !== null && reading !== null ? combineReadings(known, reading) : (known ?? reading));
    }
  }
  return [...byTime].map(([atMs, reading]) => ({ atMs, reading })).sort((a, b) => a.atMs - b.atMs);
}

/** The regions that were asked for and did not answer. */
export function silentRegions({ regions }: PressureView, chosen: RegionChoice): readonly Region[] {
  return regions
    .filter(({ history, region }) => history === null && (chosen === 'both' || chosen === region))
    .map(({ region }) => region);
}

export interface LostSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Where nothing was measured, between points where something was. */
export function lostSpans(points: readonly DrawnPoint[], stepMs: number): readonly LostSpan[] {
  const spans: { fromMs: number; toMs: number }[] = [];
  for (const { atMs, reading } of points) {
    if (reading !== null) continue;
    const last = spans.at(-1);
    if (last !== undefined && last.toMs === atMs) last.toMs = atMs + stepMs;
    else spans.push({ fromMs: atMs, toMs: atMs + stepMs });
  }
  return spans;
}
