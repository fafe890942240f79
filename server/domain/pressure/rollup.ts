/**
 * Which spans are to be merged next. A span is merged once its last samples must have arrived; where none were taken the next one
 * that has samples follows, so that a stop of hours costs nothing.
 */
export const ROLLUP_SPANS_S = [10, 60] as const;
export type RollupSpan = (typeof ROLLUP_SPANS_S)[number];

/** A sample that is written later than this is not merged. */
export const SAMPLES_ARRIVE_WITHIN_MS = 3_000;

export const spanStart = (atMs: number, spanMs: number): number => Math.floor(atMs / spanMs) * spanMs;

export const spanIsOver = (startMs: number, spanMs: number, nowMs: number): boolean =>
  nowMs >= startMs + spanMs + SAMPLES_ARRIVE_WITHIN_MS;
