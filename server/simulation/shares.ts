/** How much of each outcome a run must have had to count: one in which everything failed passes every safety check. */
import type { Outcomes } from './outcome-counts';

const LEAST_SHARES = { confirmed: 0.6, pendingThenConfirmed: 0.05, failedSafely: 0.05, reconciled: 0.05 } as const;

export interface Share {
  readonly outcome: keyof typeof LEAST_SHARES;
  /** 0 to 1, of all orders. */
  readonly share: number;
  readonly least: number;
}

export const sharesOf = (outcomes: Outcomes): Share[] =>
  Object.entries(LEAST_SHARES).map(([name, least]) => {
    const outcome = name as Share['outcome'];
    return { outcome, share: outcomes[outcome] / Math.max(1, outcomes.orders), least };
  });

export const counts = (outcomes: Outcomes): boolean => sharesOf(outcomes).every(({ share, least }) => share >= least);
