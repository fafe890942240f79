/**
 * How many calls may be open at once, found from how long they take: while they take as long as they usually do the limit grows a
 * little, when they take longer it shrinks by how much longer. Netflix's "Gradient2", as published:
 * https://github.com/Netflix/concurrency-limits (Gradient2Limit.java, ExpAvgMeasurement.java; Apache 2.0): the formulas and their
 * defaults, in a form of our own.
 */
export interface LimitSettings {
  readonly fewest: number;
  readonly most: number;
  /** How many calls may wait for their turn without it being called slow. */
  readonly queueSize: number;
  /** How much of a new estimate is taken over at once, 0 to 1. */
  readonly smoothing: number;
  /** How many windows the usual duration is averaged over. */
  readonly longWindow: number;
  /** Windows at the start that are averaged evenly. */
  readonly warmUp: number;
}

export interface ConcurrencyLimit {
  readonly estimate: number;
  /** How long calls usually take; null before the first window. */
  readonly usualMs: number | null;
  readonly windows: number;
}

/** What one window saw. */
export interface CallWindow {
  /** The mean duration of the calls that ended in it. */
  readonly meanMs: number;
  /** The most that were open at once. */
  readonly mostOpen: number;
}

export const GRADIENT2: LimitSettings = {
  fewest: 20,
  most: 200,
  queueSize: 4,
  smoothing: 0.2,
  longWindow: 600,
  warmUp: 10,
};

/** @param usualMs how long calls are known to take; null: that is learnt from the first windows, whatever they are. */
export const limitAt = (estimate: number, usualMs: number | null = null): ConcurrencyLimit => ({
  estimate,
  usualMs,
  windows: usualMs === null ? 0 : GRADIENT2.warmUp,
});

/** How many may be open now. */
export const openAtMost = ({ estimate }: ConcurrencyLimit): number => Math.floor(estimate);

export function afterWindow(limit: ConcurrencyLimit, window: CallWindow, settings: LimitSettings): ConcurrencyLimit {
  const windows = limit.windows + 1;
  const currentMs = Math.max(window.meanMs, SHORTEST_MS);
  const averaged = usualAfter(limit, currentMs, settings);
  // after a long slow time the usual would lag: it is let down by hand, so that the limit comes back
  const usualMs = averaged / currentMs > 2 ? averaged * 0.9 : averaged;
  // whoever does not use the limit learns nothing about it
  if (window.mostOpen < limit.estimate / 2) return { estimate: limit.estimate, usualMs, windows };
  const gradient = Math.max(0.5, Math.min(1, averaged / currentMs));
  const next = limit.estimate * gradient + settings.queueSize;
  const smoothed = limit.estimate * (1 - settings.smoothing) + next * settings.smoothing;
  return { estimate: Math.max(settings.fewest, Math.min(settings.most, smoothed)), usualMs, windows };
}

const SHORTEST_MS = 0.1;

function usualAfter(
  { usualMs, windows }: ConcurrencyLimit,
  currentMs: number,
  { longWindow, warmUp }: LimitSettings,
): number {
  if (usualMs === null) return currentMs;
  if (windows < warmUp) return (usualMs * windows + currentMs) / (windows + 1);
  const share = 2 / (longWindow + 1);
  return usualMs * (1 - share) + currentMs * share;
}
