/** How long to wait before asking again: what the store says, within reason, else growing by itself. */
import { backoffMs } from '../../server/domain/backoff';

const POLICY = { baseMs: 250, capMs: 5_000 };
const LONGEST_MS = 30_000;

/** @param attempt from 1. */
export function waitBeforeMs(retryAfter: string | null, attempt: number, luck: number): number {
  const seconds = retryAfter === null ? Number.NaN : Number(retryAfter);
  if (Number.isFinite(seconds) && seconds >= 0) return Math.min(seconds * 1_000, LONGEST_MS);
  return 50 + backoffMs(POLICY, attempt, luck);
}
