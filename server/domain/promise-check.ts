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
  return nowMs - check.checkedAtMs >= PROMISE_STALE_AFTER_MS ? 'stale' : 'holds';
}

/** Which entries of the audit a check verifies. */
export interface AuditSpan {
  /** All that follow this one. */
  readonly afterSeq: number;
  /** The highest that there ever was: it must still be there. 0: none is known. */
  readonly headSeq: number;
  /** Once more, some of those before: after the first, up to the second. */
  readonly again: readonly [afterSeq: number, toSeq: number];
}

export const WHOLE_AUDIT: AuditSpan = { afterSeq: 0, headSeq: 0, again: [0, 0] };

/** New entries, and in turn `slice` of those that were verified before: what was changed later is found within `headSeq / slice` checks. */
export function auditSpan(number: number, verifiedSeq: number, headSeq: number, slice: number): AuditSpan {
  const slices = Math.ceil(verifiedSeq / slice);
  const turn = slices === 0 || slice === 0 ? 0 : number % slices;
  return { afterSeq: verifiedSeq, headSeq, again: [turn * slice, Math.min(verifiedSeq, (turn + 1) * slice)] };
}
