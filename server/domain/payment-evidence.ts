/**
 * What the evidence rows of one order say about its payment: which state they led to, what the provider has said for certain,
 * and since when "not found" is proof. Read by the timeline, by the expectations and by the explanation, so that the three agree.
 */
import type { EvidenceRow } from './evidence';
import { detailNumber, detailText, operationOf } from './evidence-detail';
import { ORDER_STATES, type OrderState } from './order';
import { operationKind } from './operation';
import { LOOKUP_CHECKS, settledAtMs } from './reconciliation';

/** The provider's definite words, in the order in which money moves: a lower one that comes later is late, not news. */
const DEFINITE = ['never_accepted', 'declined', 'authorized', 'voided', 'refunded'];
/** Open at the provider: it knows of the payment and has no outcome itself. */
const OPEN_AT_PROVIDER = ['requires_action', 'processing'];

/** The state a row led to; null for rows that moved nothing. */
export function stateOfRow(row: EvidenceRow): OrderState | null {
  return stateNamed(row.kind);
}

/** The state of that name; null when it is none. */
export function stateNamed(name: string | null): OrderState | null {
  return ORDER_STATES.find((state) => state === name) ?? null;
}

/** The last row that moved the order, by its version. */
export function lastStateRow(rows: readonly EvidenceRow[]): EvidenceRow | null {
  const moved = rows.filter((row) => stateOfRow(row) !== null);
  return moved.reduce<EvidenceRow | null>(
    (last, row) => (last === null || (row.orderVersion ?? 0) >= (last.orderVersion ?? 0) ? row : last),
    null,
  );
}

/** About the order's own payment; a look-up of another charge (a duplicate's) says which one it asked for. */
export function isPayment(row: EvidenceRow): boolean {
  return operationKind(operationOf(row) ?? '') === 'pay' && detailText(row, 'asked_reference') === null;
}

/** The provider's definite word on the payment that stands, where it was first learnt; null while nobody knows. */
export function definiteRow(rows: readonly EvidenceRow[]): EvidenceRow | null {
  return said(rows, DEFINITE).reduce<EvidenceRow | null>(
    (known, row) => (known === null || rankOf(row) > rankOf(known) ? row : known),
    null,
  );
}

/** How far a definite word has moved the money; -1 for what is none. */
export function definiteRank(outcome: string): number {
  return DEFINITE.indexOf(outcome);
}

/** The newest word of a provider that knows of the payment and has no outcome yet, by the provider's own time. */
export function openAtProviderRow(rows: readonly EvidenceRow[]): EvidenceRow | null {
  return said(rows, OPEN_AT_PROVIDER).reduce<EvidenceRow | null>(
    (newest, row) => (newest === null || row.observedAtMs >= newest.observedAtMs ? row : newest),
    null,
  );
}

/** Look-ups of the payment that were made, answered or not. */
export function lookupRows(rows: readonly EvidenceRow[]): EvidenceRow[] {
  return rows.filter((row) => (row.kind === 'lookup_answered' || row.kind === 'lookup_unanswered') && isPayment(row));
}

function said(rows: readonly EvidenceRow[], outcomes: readonly string[]): EvidenceRow[] {
  return rows.filter(
    (row) =>
      row.lane === 'provider' &&
      isPayment(row) &&
      // a sweep's finding was given to a person with its case; nobody else was told of it
      detailText(row, 'case_id') === null &&
      outcomes.includes(detailText(row, 'outcome') ?? ''),
  );
}

const rankOf = (row: EvidenceRow): number => definiteRank(detailText(row, 'outcome') ?? '');

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

/** The hold's end as last recorded; null when no hold was ever recorded, or once its items went back. */
export function heldUntil(rows: readonly EvidenceRow[]): { readonly atMs: number; readonly row: EvidenceRow } | null {
  const row = rows.findLast((each) => each.kind === 'hold_released' || detailNumber(each, 'held_until_ms') !== null);
  const atMs = row === undefined ? null : detailNumber(row, 'held_until_ms');
  return row === undefined || atMs === null ? null : { atMs, row };
}
