/**
 * Retries may be a tenth of first attempts and no more, shared by all callers of one process, so that trouble at the provider
 * does not become a storm. A few per second are always allowed, or a quiet shop could never retry.
 * A token bucket that begins empty; over any span, retries <= a tenth of the first attempts in it
 * + the minimum per second + what the bucket can hold. Source: https://finagle.github.io/blog/2016/02/08/retry-budgets/
 */
export interface RetryBudget {
  /** Thousandths of a retry, whole, so that nothing is lost to rounding. */
  readonly balance: number;
  /** Up to when the minimum has been credited, epoch milliseconds. */
  readonly creditedAtMs: number;
}

const RETRY_COST = 1000;
const FIRST_ATTEMPT_CREDIT = 100;
/** Retries per second that need no first attempts. */
export const MINIMUM_RETRIES_PER_SECOND = 1;
/** The most unused retries that are kept for later. */
export const RETRY_CAPACITY = 20;

export function retryBudgetAt(nowMs: number): RetryBudget {
  return { balance: 0, creditedAtMs: nowMs };
}

export function onFirstAttempt(budget: RetryBudget, nowMs: number): RetryBudget {
  const { balance, creditedAtMs } = credited(budget, nowMs);
  return { balance: capped(balance + FIRST_ATTEMPT_CREDIT), creditedAtMs };
}

/** Takes one retry out of the budget if there is one. Refused means: stop, and let a later check find the answer. */
export function trySpend(
  budget: RetryBudget,
  nowMs: number,
): { readonly budget: RetryBudget; readonly granted: boolean } {
  const now = credited(budget, nowMs);
  if (now.balance < RETRY_COST) return { budget: now, granted: false };
  return { budget: { ...now, balance: now.balance - RETRY_COST }, granted: true };
}

/** From 0 (untouched) to 1 (nothing left to spend). */
export function retryBudgetUse(budget: RetryBudget, nowMs: number): number {
  return 1 - credited(budget, nowMs).balance / (RETRY_CAPACITY * RETRY_COST);
}

/** One thousandth per millisecond and retry per second; a clock that steps back credits nothing twice. */
function credited(budget: RetryBudget, nowMs: number): RetryBudget {
  const elapsedMs = Math.max(0, Math.floor(nowMs - budget.creditedAtMs));
  return {
    balance: capped(budget.balance + elapsedMs * MINIMUM_RETRIES_PER_SECOND),
    creditedAtMs: budget.creditedAtMs + elapsedMs,
  };
}

function capped(balance: number): number {
  return Math.min(balance, RETRY_CAPACITY * RETRY_COST);
}
