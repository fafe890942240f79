/**
 * How many messages a consumer may be behind, and how old the oldest may be. A queue over its budget closes what fills it and opens it
 * again only when it is well under: nothing is ever dropped from it.
 */
import type { PressureReading } from './pressure/reading';

export interface QueueBudget {
  readonly capacity: number;
  readonly age_budget_ms: number;
}

/** The confirmation queue: what the owner has to decide. Full closes the admission of payments. */
export const CONFIRMATION_BUDGET: QueueBudget = { capacity: 2_000, age_budget_ms: 30_000 };

export interface QueueDepthNow {
  readonly length: number;
  readonly oldestMs: number;
}

/** Open again at this share of the budget. */
const OPENS_AT = 0.5;

/** @param full whether it was until now. */
export function queueIsFull(full: boolean, { length, oldestMs }: QueueDepthNow, budget: QueueBudget): boolean {
  const share = full ? OPENS_AT : 1;
  return length >= budget.capacity * share || oldestMs >= budget.age_budget_ms * share;
}

/** Null: nothing was measured. */
export function confirmationDepth(reading: PressureReading | null): QueueDepthNow | null {
  if (reading === null || reading.confirmation_queue === null) return null;
  return { length: reading.confirmation_queue, oldestMs: reading.confirmation_queue_oldest_ms ?? 0 };
}
