/**
 * How long somebody may wait for a place. A line that was empty a moment ago is a burst, and waiting clears it; a line that stands has
 * more coming than going, and waiting only makes everybody late. Controlled delay, as in "Fail at Scale" (Maurer, ACM Queue 13(8), 2015,
 * https://queue.acm.org/detail.cfm?id=2839461): within N of being empty wait up to N, else up to M. One addition: a short line runs
 * empty by chance while a crowd is refused at its end, so whoever comes within N of a refusal comes to a line that stands.
 */
export const LINE_BURST_MS = 1_000;
export const LINE_STANDING_MS = 50;

/** A line of a burst is no longer than this, whatever happens. */
const LINE_LONGEST = 200;

export interface LineSeen {
  /** When it was last empty. */
  readonly emptyAtMs: number;
  /** When somebody was last turned away; null: nobody ever was. */
  readonly refusedAtMs: number | null;
}

export function waitAtMostMs(seen: LineSeen, nowMs: number): number {
  return isBurst(seen, nowMs) ? LINE_BURST_MS : LINE_STANDING_MS;
}

/**
 * How many may wait. A line that stands holds a quarter as many as there are places: about as many as come free while one may wait in it,
 * so that no place stays empty. Whoever comes beyond them would wait in vain, and is told at once, at the door, for a fraction of what it
 * costs to tell him after he waited.
 */
export function mostWaiting(seen: LineSeen, nowMs: number, places: number): number {
  return isBurst(seen, nowMs) ? LINE_LONGEST : Math.min(LINE_LONGEST, Math.ceil(places / 4));
}

function isBurst({ emptyAtMs, refusedAtMs }: LineSeen, nowMs: number): boolean {
  const wasEmpty = nowMs - emptyAtMs < LINE_BURST_MS;
  return wasEmpty && (refusedAtMs === null || nowMs - refusedAtMs >= LINE_BURST_MS);
}
