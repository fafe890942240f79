/**
 * When the refused are asked to come back: at random over a span that grows with how many are refused for each one that is let in, so
 * that they come back no faster than they can be let in.
 */
export interface RetryAfter {
  readonly leastSeconds: number;
  /** The span when hardly anybody is refused. */
  readonly spreadSeconds: number;
  readonly mostSpreadSeconds: number;
}

/** Load and trouble pass within seconds. */
export const SOON: RetryAfter = { leastSeconds: 2, spreadSeconds: 6, mostSpreadSeconds: 60 };
/** A person paused it: that takes longer. */
export const WHEN_RESUMED: RetryAfter = { leastSeconds: 15, spreadSeconds: 30, mostSpreadSeconds: 90 };

/**
 * @param refused, admitted of the last seconds.
 * @param luck in [0, 1).
 * @returns whole seconds, at least `leastSeconds`.
 */
export function retryAfterSeconds(when: RetryAfter, refused: number, admitted: number, luck: number): number {
  const crowd = refused / Math.max(1, admitted);
  const spread = Math.min(when.mostSpreadSeconds, Math.max(when.spreadSeconds, when.spreadSeconds * crowd));
  return when.leastSeconds + Math.floor(luck * spread);
}
