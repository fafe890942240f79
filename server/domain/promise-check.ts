/**
 * The promise as the console shows it: whether it holds is only said of what was looked at, and only for as long as that is news.
 * A check that does not run makes itself known by the age of the last one.
 */

/** How often each region checks what changed. */
export const PROMISE_CHECK_EVERY_MS = 60_000;
/** Two checks are missing then, and a third would be on its way. */
export const PROMISE_STALE_AFTER_MS = 150_000;

export interface BrokenOrder {
  /** Its id: S1 to S16. */
  readonly invariant: string;
  /** Null for what belongs to no order: the audit, the stock. */
  readonly orderId: string | null;
  readonly why: string;
}

/** One check of one region, as it is kept. */
export interface PromiseCheck {
  /** From 1, in each region. */
  readonly number: number;
  /** When it began to look, by the database's clock. */
  readonly checkedAtMs: number;
  readonly tookMs: number;
  /** All there are. */
  readonly orders: number;
  /** Those that it looked at. */
  readonly ordersChecked: number;
  /** Orders, and things beside orders, that break the promise. */
  readonly broken: number;
  /** The first of them. */
  readonly sample: readonly BrokenOrder[];
}

export type PromiseStanding = 'not_checked' | 'holds' | 'stale' | 'broken';

/** Broken stays broken however old the check is: nobody has seen it mended. */
export function promiseStanding(check: PromiseCheck | null, nowMs: number): PromiseStanding {
  if (check === null) return 'not_checked';
  if (check.broken > 0) return 'broken';
  return isStale(check, nowMs) ? 'stale' : 'holds';
}

export const isStale = (check: PromiseCheck, nowMs: number): boolean =>
  nowMs - check.checkedAtMs >= PROMISE_STALE_AFTER_MS;
