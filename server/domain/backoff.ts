/**
 * How long to wait before the next try: exponential, with full jitter, so that callers that failed together do not come back together.
 * Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ ("Full Jitter").
 */
export interface Backoff {
  readonly baseMs: number;
  /** No wait is longer. */
  readonly capMs: number;
}

/**
 * @param attempt the try that just ended without an answer, from 1.
 * @param luck in [0, 1).
 * @returns whole milliseconds in [0, min(cap, base * 2^(attempt - 1))).
 */
export function backoffMs({ baseMs, capMs }: Backoff, attempt: number, luck: number): number {
  return Math.floor(luck * ceilingMs({ baseMs, capMs }, attempt));
}

/** The longest that the wait after this attempt can be. */
export function ceilingMs({ baseMs, capMs }: Backoff, attempt: number): number {
  return Math.min(capMs, baseMs * 2 ** (attempt - 1));
}
