/**
 * What one process counts between two samples. Counting is a sum in memory; nothing is written until the sampler takes it. Others hand
 * in what they keep themselves: a figure to be read at the sample, or a count that only rises.
 */
import { latencyBound, NO_LATENCY } from '../domain/latency-histogram';
import type { PressureMeasure, PressureMeasures, PressureSample } from '../domain/pressure/pressure';

export class PressureMeter {
  private counts = new Map<PressureMeasure, number>();
  private readonly totals = new Map<PressureMeasure, number>();
  private latency = [...NO_LATENCY];
  private readonly figures = new Map<PressureMeasure, () => number>();
  private readonly rising = new Map<PressureMeasure, { readonly read: () => number; last: number }>();

  private readonly listeners: ((durationMs: number) => void)[] = [];

  constructor(private readonly source: string) {}

  count(measure: PressureMeasure, by = 1): void {
    this.totals.set(measure, (this.totals.get(measure) ?? 0) + by);
    this.counts.set(measure, (this.counts.get(measure) ?? 0) + by);
  }

  /** A payment call ended after so long. */
  callEnded(durationMs: number): void {
    const bound = latencyBound(durationMs);
    this.latency[bound] = (this.latency[bound] ?? 0) + 1;
    for (const listener of this.listeners) listener(durationMs);
  }

  whenCallEnds(listener: (durationMs: number) => void): void {
    this.listeners.push(listener);
  }

  /** What was counted since this process began. */
  total(measure: PressureMeasure): number {
    return this.totals.get(measure) ?? 0;
  }

  /** Read at each sample. */
  figure(measure: PressureMeasure, read: () => number): void {
    this.figures.set(measure, read);
  }

  /** A count that somebody else keeps and that only rises. */
  risingCount(measure: PressureMeasure, read: () => number): void {
    this.rising.set(measure, { read, last: read() });
  }

  /** From now on these are measured here: nothing counted is a zero and not a gap. */
  measures(measures: readonly PressureMeasure[]): void {
    for (const measure of measures) this.count(measure, 0);
  }

  /** What was counted since the last time; counting begins anew. */
  take(atMs: number): PressureSample {
    const measures: Partial<Record<PressureMeasure, number>> = Object.fromEntries(this.counts);
    for (const [measure, read] of this.figures) measures[measure] = read();
    for (const [measure, each] of this.rising) {
      const now = each.read();
      measures[measure] = now - each.last;
      each.last = now;
    }
    const sample = { atMs, source: this.source, measures: measures satisfies PressureMeasures, latency: this.latency };
    this.counts = new Map([...this.counts.keys()].map((measure) => [measure, 0]));
    this.latency = [...NO_LATENCY];
    return sample;
  }
}
