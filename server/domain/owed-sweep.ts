/**
 * What a hand-over leaves to sweep. Sweeps are divided by who owns an order, and the two regions do not come to a stretch of the provider's
 * list at one time: what the old owner's last pass had not come to is swept again by whoever has the shard in the end, of that shard alone.
 */
import { LONGEST_WINDOW_MS, rhythmOf, type SweepSettings, type SweepWindow } from './ledger-sweep/window';

export interface OwedSweep {
  readonly handOverId: string;
  readonly shard: number;
  /** Up to where the old owner's last pass had come when it closed the shard, or what is owed was swept since. */
  readonly fromMs: number;
  readonly untilMs: number;
}

const CLOCK_SKEW_MS = 120_000;

/** How old a charge is at least, when a shard changes hands, for its last pass to be owed: a younger one's is still to come, by the new owner. */
export const OWED_AGE_MS = rhythmOf(3, { intervalMs: 0, lagMs: 0 }).ageMs - CLOCK_SKEW_MS;

/** The next window of it. */
export function owedWindow(
  { fromMs, handOverId, shard, untilMs }: OwedSweep,
  { longestMs = LONGEST_WINDOW_MS }: SweepSettings,
): SweepWindow {
  return {
    pass: 3,
    fromMs,
    toMs: Math.min(untilMs, fromMs + longestMs),
    followsMs: fromMs,
    owed: { handOverId, shard },
  };
}
