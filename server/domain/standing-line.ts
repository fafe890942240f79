/**
 * How long somebody may wait for a place. A line that was empty a moment ago is a burst, and waiting clears it; a line that stands has
 * more coming than going, and waiting only makes everybody late. Controlled delay, as in "Fail at Scale" (Maurer, ACM Queue 13(8), 2015,
 * https://queue.acm.org/detail.cfm?id=2839461): within N of being empty wait up to N, else up to M.
 */
export const LINE_BURST_MS = 1_000;
export const LINE_STANDING_MS = 50;

/** A line of a burst is no longer than this, whatever happens. */
const LINE_LONGEST = 200;

/** @param emptyAtMs when the line was last empty. */
export function waitAtMostMs(emptyAtMs: number, nowMs: number): number {
  return isBurst(emptyAtMs, nowMs) ? LINE_BURST_MS : LINE_STANDING_MS;
}

/**
 * How many may wait. A line that stands holds half as many as there are places: enough that no place stays empty, and whoever comes
 * beyond them would wait in vain, so he is told at once.
 */
export function mostWaiting(emptyAtMs: number, nowMs: number, places: number): number {
  return isBurst(emptyAtMs, nowMs) ? LINE_LONGEST : Math.min(LINE_LONGEST, Math.ceil(places / 2));
}

const isBurst = (emptyAtMs: number, nowMs: number): boolean => nowMs - emptyAtMs < LINE_BURST_MS;
