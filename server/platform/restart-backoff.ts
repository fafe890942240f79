/**
 * A process that dies comes back at once, one that keeps dying comes back ever more slowly: a
 * crash at start must not eat the machine, and a crash a day must not be waited for.
 */
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;
/** Having run so long, a process is well again. */
const WELL_AFTER_MS = 10_000;

/** Consecutive failures, counted anew after a long enough run. */
export function failuresAfter(previousFailures: number, ranForMs: number): number {
  return ranForMs >= WELL_AFTER_MS ? 1 : previousFailures + 1;
}

/** How long to wait before the next start; `failures` counts from 1. */
export function restartDelayMs(failures: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 10), LONGEST_DELAY_MS);
}
