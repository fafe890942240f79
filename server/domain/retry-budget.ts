/**
 * Retries are a small share of first attempts and no more, shared by all callers of one process, so that trouble at the provider does
 * not become a storm. A token bucket that begins empty and keeps two; a quiet shop is given one each five seconds beside its share, or it
 * could never retry. So from 100 first attempts a minute on (the provider's throttle lets two a second through at its worst) the
 * provider sees at most 1.10 calls for each, in every minute, also in the first one of a storm.
 * Source: https://finagle.github.io/blog/2016/02/08/retry-budgets/ (there 20 % and ten a second; a seller of money is stricter).
 */
export interface RetryBudget {
  /** Thousandths of a retry. */
  readonly balance: number;
  /** Of what it can keep, how much it was ever given: a budget that is new has nothing, and nothing of it was used. */
  readonly given: number;
  /** Up to when the quiet shop's part has been credited, epoch milliseconds. */
  readonly creditedAtMs: number;
  /** First attempts of about the last minute: each counts for less the longer ago it was. */
  readonly lately: number;
}

const RETRY_COST = 1000;
/** Retries for each first attempt. */
export const RETRY_SHARE = 0.05;
/** While there were fewer first attempts than this in about the last minute the shop is quiet. */
export const QUIET_BELOW = 20;
export const QUIET_RETRIES_PER_SECOND = 0.2;
/** The most unused retries that are kept for later. */
export const RETRY_CAPACITY = 2;

const MEMORY_MS = 60_000;

export function retryBudgetAt(nowMs: number): RetryBudget {
  return { balance: 0, given: 0, creditedAtMs: nowMs, lately: 0 };
}

export function onFirstAttempt(budget: RetryBudget, nowMs: number): RetryBudget {
  const now = credited(budget, nowMs);
  return { ...now, ...plus(now, RETRY_SHARE * RETRY_COST), lately: now.lately + 1 };
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

/** From 0 (untouched) to 1 (all that it was given is spent). */
export function retryBudgetUse(budget: RetryBudget, nowMs: number): number {
  const { balance, given } = credited(budget, nowMs);
  return given === 0 ? 0 : 1 - balance / given;
}

/** A clock that steps back credits nothing twice. */
function credited(budget: RetryBudget, nowMs: number): RetryBudget {
  const elapsedMs = Math.max(0, Math.floor(nowMs - budget.creditedAtMs));
  const quiet = budget.lately < QUIET_BELOW ? elapsedMs * QUIET_RETRIES_PER_SECOND : 0;
  return {
    ...plus(budget, quiet),
    creditedAtMs: budget.creditedAtMs + elapsedMs,
    lately: budget.lately * Math.exp(-elapsedMs / MEMORY_MS),
  };
}

const plus = ({ balance, given }: RetryBudget, credit: number): Pick<RetryBudget, 'balance' | 'given'> => ({
  balance: capped(balance + credit),
  given: capped(given + credit),
});

function capped(balance: number): number {
  return Math.min(balance, RETRY_CAPACITY * RETRY_COST);
}
