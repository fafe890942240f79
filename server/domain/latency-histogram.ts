/**
 * How long calls took, as counts in fixed bounds: histograms of many processes and seconds add up to one, which percentiles never do.
 * A percentile is read by interpolation within its bound, so it is right to the width of the bound (half to double).
 */
export type LatencyHistogram = readonly number[];

/** Milliseconds, upper bounds; what took longer than the last is counted after it. */
export const LATENCY_BOUNDS_MS = [
  1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1_000, 1_500, 2_000, 3_000, 5_000, 7_000, 10_000,
  15_000,
] as const;

export const NO_LATENCY: LatencyHistogram = LATENCY_BOUNDS_MS.map(() => 0).concat(0);

/** Which count a duration belongs to. */
export function latencyBound(durationMs: number): number {
  const found = LATENCY_BOUNDS_MS.findIndex((bound) => durationMs <= bound);
  return found === -1 ? LATENCY_BOUNDS_MS.length : found;
}

export function addLatency(one: LatencyHistogram, other: LatencyHistogram): LatencyHistogram {
  return NO_LATENCY.map((_, bound) => (one[bound] ?? 0) + (other[bound] ?? 0));
}

export function latencyCount(histogram: LatencyHistogram): number {
  return histogram.reduce((sum, count) => sum + count, 0);
}

/**
 * @param share in (0, 1]: 0.95 for p95.
 * @returns milliseconds; null where nothing was measured. What is over the last bound is told as the last bound.
 */
export function latencyPercentile(histogram: LatencyHistogram, share: number): number | null {
  const total = latencyCount(histogram);
  if (total === 0) return null;
  const rank = share * total;
  let below = 0;
  for (const [bound, count] of histogram.entries()) {
    const upper = LATENCY_BOUNDS_MS[bound];
    if (upper === undefined) break;
    if (count > 0 && below + count >= rank) {
      const lower = LATENCY_BOUNDS_MS[bound - 1] ?? 0;
      return lower + ((upper - lower) * (rank - below)) / count;
    }
    below += count;
  }
  return LATENCY_BOUNDS_MS[LATENCY_BOUNDS_MS.length - 1] ?? null;
}
