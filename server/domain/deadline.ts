/**
 * One absolute instant is passed down from the edge; nobody below waits past it. Each layer keeps back the time it needs
 * to write down what it learnt, so that a deadline ends in a recorded answer and not in silence.
 */
export function deadlineAt(nowMs: number, budgetMs: number): number {
  return nowMs + Math.max(0, budgetMs);
}

/** Never below zero. */
export function remainingMs(deadlineAtMs: number, nowMs: number): number {
  return Math.max(0, deadlineAtMs - nowMs);
}

/** At the very millisecond of the deadline it has passed. */
export function deadlinePassed(deadlineAtMs: number, nowMs: number): boolean {
  return nowMs >= deadlineAtMs;
}

/**
 * The deadline of a call made under another deadline.
 * @param budgetMs the most that this call may take.
 * @param reserveMs what the caller keeps for itself after the call.
 */
export function childDeadline(parentDeadlineAtMs: number, nowMs: number, budgetMs: number, reserveMs = 0): number {
  return Math.min(parentDeadlineAtMs - Math.max(0, reserveMs), deadlineAt(nowMs, budgetMs));
}
