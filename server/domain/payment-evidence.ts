/**
 * What the evidence rows of one order say about its payment: which state they led to, what the provider has said for certain,
 * and since when "not found" is proof. Read by the timeline, by the expectations and by the explanation, so that the three agree.
 */
import type { EvidenceRow } from './evidence';
import { detailNumber, detailText, operationOf } from './evidence-detail';
import { ORDER_STATES, type OrderState } from './order';
import { operationKind } from './operation';
import { LOOKUP_CHECKS, settledAtMs } from './reconciliation';

const DEFINITE = ['authorized', 'declined', 'voided', 'refunded', 'never_accepted'];
const FROM_PROVIDER = ['call_answered', 'webhook_received', 'lookup_answered'];

/** The state a row led to; null for rows that moved nothing. */
export function stateOfRow(row: EvidenceRow): OrderState | null {
  return ORDER_STATES.find((state) => state === row.kind) ?? null;
}

/** The last row that moved the order, by its version. */
export function lastStateRow(rows: readonly EvidenceRow[]): EvidenceRow | null {
  const moved = rows.filter((row) => stateOfRow(row) !== null);
  return moved.reduce<EvidenceRow | null>(
    (last, row) => (last === null || (row.orderVersion ?? 0) >= (last.orderVersion ?? 0) ? row : last),
    null,
  );
}

export function isPayment(row: EvidenceRow): boolean {
  return operationKind(operationOf(row) ?? '') === 'pay';
}

/** The provider's definite word on the payment, the one learnt last; null while nobody knows. */
export function definiteRow(rows: readonly EvidenceRow[]): EvidenceRow | null {
  const definite = rows.filter(
    (row) => FROM_PROVIDER.includes(row.kind) && isPayment(row) && DEFINITE.includes(detailText(row, 'outcome') ?? ''),
  );
  return definite.at(-1) ?? null;
}

/** Calls that may charge; look-ups are none, nor is what a void or a refund made of the payment (`by`). */
export function callRows(rows: readonly EvidenceRow[]): EvidenceRow[] {
  return rows.filter(
    (row) =>
      (row.kind === 'call_answered' || row.kind === 'call_unanswered') &&
      isPayment(row) &&
      detailText(row, 'by') === null &&
      // a try that came too late never left us
      row.detail.not_sent !== true,
  );
}

/** From when on "not found" proves that nothing was accepted; null while nothing was ever sent. */
export function provableFromMs(rows: readonly EvidenceRow[]): number | null {
  const sentAtMs = rows.flatMap((row) => {
    if (row.kind === 'payment_authorizing') return [detailNumber(row, 'deadline_at_ms') ?? row.observedAtMs];
    return callRows([row]).map((call) => call.observedAtMs);
  });
  return sentAtMs.length === 0 ? null : settledAtMs(Math.max(...sentAtMs));
}

export interface NextLookup {
  readonly atMs: number;
  /** From 1. */
  readonly check: number;
  /** How many there are in all. */
  readonly checks: number;
  /** The row that promised it. */
  readonly seq: number;
}

/** The look-up that the last look-up promised, or before the first one the move to pending; null when none will follow. */
export function nextLookup(rows: readonly EvidenceRow[]): NextLookup | null {
  const promise =
    rows.findLast((row) => row.kind.startsWith('lookup_') && 'next_check_at_ms' in row.detail) ??
    rows.findLast((row) => row.kind === 'payment_pending');
  const atMs = promise === undefined ? null : detailNumber(promise, 'next_check_at_ms');
  if (promise === undefined || atMs === null) return null;
  const check = (detailNumber(promise, 'check') ?? 0) + 1;
  return { atMs, check, checks: LOOKUP_CHECKS, seq: promise.seq };
}

/** The hold's end as last recorded; null when no hold was ever recorded or it has ended by a decision. */
export function heldUntil(rows: readonly EvidenceRow[]): { readonly atMs: number; readonly row: EvidenceRow } | null {
  const row = rows.findLast((each) => detailNumber(each, 'held_until_ms') !== null);
  const atMs = row === undefined ? null : detailNumber(row, 'held_until_ms');
  return row === undefined || atMs === null ? null : { atMs, row };
}
