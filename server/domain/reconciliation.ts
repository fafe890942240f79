/**
 * The ladder of look-ups for a payment whose outcome is unknown. It asks, it never charges; and it always asks once more
 * after the settle time, because only then does "not found" prove that nothing was ever accepted.
 */
import { SETTLE_TIME_MS } from './payment';

/** The wait before each check; eight checks. */
export const LOOKUP_DELAYS_MS = [2_000, 10_000, 60_000, 300_000, 900_000, 1_800_000, 3_600_000, 7_200_000] as const;

export const LOOKUP_CHECKS = LOOKUP_DELAYS_MS.length;

/** The longest that the whole ladder can take: 3 h 51 min 12 s. */
export const LADDER_MS: number = LOOKUP_DELAYS_MS.reduce((sum, delayMs) => sum + delayMs, 0);

/**
 * When to look next. Full jitter, but never before half of the step's delay has gone by; the last check never
 * before the settle time is over.
 * @param checksDone look-ups already made, from 0.
 * @param lastSendAtMs when the operation was last sent to the provider.
 * @param luck in [0, 1).
 */
export function nextCheck(
  checksDone: number,
  lastSendAtMs: number,
  nowMs: number,
  luck: number,
  settleTimeMs = SETTLE_TIME_MS,
): { readonly atMs: number } | 'checks_ran_out' {
  const delayMs = LOOKUP_DELAYS_MS[checksDone];
  if (delayMs === undefined) return 'checks_ran_out';
  const atMs = nowMs + Math.floor(delayMs / 2 + (delayMs / 2) * luck);
  return { atMs: checksDone === LOOKUP_CHECKS - 1 ? Math.max(atMs, lastSendAtMs + settleTimeMs) : atMs };
}

/** From when on "not found" is proof. */
export function settledAtMs(lastSendAtMs: number): number {
  return lastSendAtMs + SETTLE_TIME_MS;
}
