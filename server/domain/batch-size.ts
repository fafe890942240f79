/**
 * How many orders a worker decides in one statement: fewer when the order store is slow, so that it is not trampled and no lock is held
 * long; one by one more when it is quick. Additive increase, multiplicative decrease, as TCP does.
 */
export interface BatchSettings {
  readonly fewest: number;
  readonly most: number;
  /** A batch that takes longer is too large. */
  readonly tooSlowMs: number;
}

export const OWNER_BATCHES: BatchSettings = { fewest: 4, most: 64, tooSlowMs: 750 };

export function nextBatchSize(size: number, tookMs: number, { fewest, most, tooSlowMs }: BatchSettings): number {
  const next = tookMs > tooSlowMs ? Math.floor(size / 2) : size + 4;
  return Math.max(fewest, Math.min(most, next));
}
