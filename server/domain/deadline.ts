/** One absolute instant is set at the edge; whoever waits below waits for what is left of it. */
export function deadlineAt(nowMs: number, budgetMs: number): number {
  return nowMs + Math.max(0, budgetMs);
}

/** Never below zero. */
export function remainingMs(deadlineAtMs: number, nowMs: number): number {
  return Math.max(0, deadlineAtMs - nowMs);
}
