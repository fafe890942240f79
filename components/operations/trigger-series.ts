/** The figures that were kept as evidence when a mode was entered, as a chart takes them; null where a person entered it. */
import { ENTRY_GAUGES, type EntryGauge } from '@/server/domain/mode-entry';
import type { PressureReading } from '@/server/domain/pressure/reading';
import type { TriggerSeries } from './trigger-chart';

interface Began {
  readonly changedAtMs: number;
  readonly evidence: Readonly<Record<string, unknown>>;
}

export function triggerOf(began: Began | null, readings: readonly PressureReading[]): TriggerSeries | null {
  if (began === null) return null;
  const { after_ms: afterMs, gauge, limit, series } = began.evidence;
  if (!isGauge(gauge) || typeof limit !== 'number' || !Array.isArray(series)) return null;
  const values = readings.flatMap((reading) => (reading[gauge] === null ? [] : [reading[gauge]]));
  return {
    gauge,
    limit,
    afterMs: typeof afterMs === 'number' ? afterMs : 0,
    series: series.flatMap(pointOf),
    enteredAtMs: began.changedAtMs,
    now: values.length === 0 ? null : Math.max(...values),
  };
}

const isGauge = (name: unknown): name is EntryGauge => (ENTRY_GAUGES as readonly unknown[]).includes(name);

function pointOf(point: unknown): (readonly [number, number | null])[] {
  if (!Array.isArray(point)) return [];
  const [atMs, value] = point as readonly unknown[];
  return typeof atMs === 'number' ? [[atMs, typeof value === 'number' ? value : null]] : [];
}
