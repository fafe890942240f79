/**
 * Evidence that should exist by now and does not, each with the time at which it was due; and what will come by itself.
 * An order that waits always names what it waits for: silence is drawn, not left out.
 */
import type { EvidenceLane, EvidenceRow } from './evidence';
import { detailNumber, detailText, operationOf } from './evidence-detail';
import { openRepairRow } from './explanation/cause-repair';
import { intentExpiresAt } from './intent';
import { captureOperation, voidOperation } from './operation';
import { isFinal, type OrderReason, type OrderState } from './order';
import { definiteRow, heldUntil, lastStateRow, nextLookup, provableFromMs, stateOfRow } from './payment-evidence';

export interface ExpectedEvidence {
  readonly lane: EvidenceLane;
  readonly text: string;
  readonly dueAtMs: number;
  readonly operation: string | null;
}

/** A webhook usually arrives within this after the gateway's deadline. */
export const WEBHOOK_MS = 5_000;
/** Machines decide on evidence, look up and compensate within this; later is a delay that a person should see. */
export const WORKER_MS = 60_000;

/** Due and absent, the longest overdue first. */
export function missingEvidence(rows: readonly EvidenceRow[], nowMs: number): ExpectedEvidence[] {
  return expectedEvidence(rows).filter(({ dueAtMs }) => dueAtMs <= nowMs);
}

/** Not due yet, the next first. */
export function awaitedEvidence(rows: readonly EvidenceRow[], nowMs: number): ExpectedEvidence[] {
  return expectedEvidence(rows).filter(({ dueAtMs }) => dueAtMs > nowMs);
}

function expectedEvidence(rows: readonly EvidenceRow[]): ExpectedEvidence[] {
  return [
    ...expectedOfIntent(rows),
    ...expectedOfPayment(rows),
    ...expectedOfOperations(rows),
    ...expectedOfRepair(rows),
    ...expectedOfCases(rows),
  ].sort((a, b) => a.dueAtMs - b.dueAtMs);
}

/** What will happen by itself, the next first. */
export function plannedEvidence(rows: readonly EvidenceRow[], nowMs: number): ExpectedEvidence[] {
  return [...plansOfPayment(rows), ...expectedOfCases(rows).map((due) => ({ ...due, text: `Due: ${due.text}.` }))]
    .filter(({ dueAtMs }) => dueAtMs > nowMs)
    .sort((a, b) => a.dueAtMs - b.dueAtMs);
}

/** An intent for which nothing was sent goes on or ends by itself. */
function expectedOfIntent(rows: readonly EvidenceRow[]): ExpectedEvidence[] {
  const last = lastStateRow(rows);
  const state = last === null ? null : stateOfRow(last);
  const saved = rows.find((row) => row.kind === 'order_intent_saved');
  if (saved === undefined || (state !== 'order_intent_saved' && state !== 'inventory_reserved')) return [];
  return [
    {
      lane: 'order',
      text: 'the end of the kept intent, uncharged',
      dueAtMs: intentExpiresAt(saved.observedAtMs) + WORKER_MS,
      operation: null,
    },
  ];
}

/** A repair that needs no further person is written, or refused, by the order owner. */
function expectedOfRepair(rows: readonly EvidenceRow[]): ExpectedEvidence[] {
  const asked = openRepairRow(rows);
  const approved = rows.findLast((row) => row.kind === 'repair_approved' && row.seq > (asked?.seq ?? 0));
  if (asked === null || (asked.detail.second_person === true && approved === undefined)) return [];
  const dueAtMs = (approved ?? asked).recordedAtMs + WORKER_MS;
  return [{ lane: 'order', text: "the order owner's word on the repair", dueAtMs, operation: null }];
}

function expectedOfPayment(rows: readonly EvidenceRow[]): ExpectedEvidence[] {
  const last = lastStateRow(rows);
  const state = last === null ? null : stateOfRow(last);
  const authorizing = rows.findLast((row) => row.kind === 'payment_authorizing');
  if (authorizing === undefined || state === null) return [];
  const definite = definiteRow(rows);
  if (definite !== null) return expectedDecision(definite, state, rows);
  if (isFinal(state)) return [];
  const operation = authorizing.paymentOperation;
  const deadlineAtMs = detailNumber(authorizing, 'deadline_at_ms') ?? authorizing.observedAtMs;
  const expected: ExpectedEvidence[] = [];
  expected.push({ lane: 'provider', text: "the provider's authorized or declined", dueAtMs: deadlineAtMs, operation });
  if (!rows.some((row) => row.kind === 'webhook_received'))
    expected.push({ lane: 'provider', text: "the provider's webhook", dueAtMs: deadlineAtMs + WEBHOOK_MS, operation });
  if (state === 'payment_authorizing')
    expected.push({
      lane: 'order',
      text: 'the record that the order waits',
      dueAtMs: deadlineAtMs + WORKER_MS,
      operation,
    });
  const lookup = nextLookup(rows);
  if (lookup !== null && state === 'payment_pending')
    expected.push({ lane: 'provider', text: `look-up ${lookup.check}`, dueAtMs: lookup.atMs, operation });
  return expected;
}

/** The owner's answer to the provider's word; to one that comes after the end only where it is money that should not be there. */
function expectedDecision(word: EvidenceRow, state: OrderState, rows: readonly EvidenceRow[]): ExpectedEvidence[] {
  const isStray =
    state === 'failed_safely' &&
    detailText(word, 'outcome') === 'authorized' &&
    word.seq > (lastStateRow(rows)?.seq ?? 0);
  if ((isFinal(state) && !isStray) || isDecidedAfter(word, rows)) return [];
  const dueAtMs = word.recordedAtMs + WORKER_MS;
  return [{ lane: 'order', text: "the order's decision", dueAtMs, operation: word.paymentOperation }];
}

/** Handed to a person or sent back because of this very word; that the look-ups ran out was because of none. */
function isDecidedAfter(word: EvidenceRow, rows: readonly EvidenceRow[]): boolean {
  return rows.some((row) => row.seq > word.seq && (row.kind === 'stray_money' || isConflict(row)));
}

export function isConflict(row: EvidenceRow): boolean {
  return row.kind === 'needs_reconciliation' && detailText(row, 'reason') !== 'checks_ran_out';
}

/** A capture, void or refund that was made durable waits for the provider's acknowledgement. */
function expectedOfOperations(rows: readonly EvidenceRow[]): ExpectedEvidence[] {
  const answers = ['call_answered', 'webhook_received', 'lookup_answered', 'ledger_swept'];
  const answered = new Set(rows.filter((row) => answers.includes(row.kind)).map(operationOf));
  return [...followUpRows(rows)]
    .filter(([operation]) => !answered.has(operation))
    .map(([operation, row]) => ({
      lane: 'provider',
      text: `the provider's acknowledgement of ${operation}`,
      dueAtMs: row.recordedAtMs + WORKER_MS,
      operation,
    }));
}

/** Each capture, void or refund that was made durable, with the row that did it. */
export function followUpRows(rows: readonly EvidenceRow[]): ReadonlyMap<string, EvidenceRow> {
  const durable = new Map<string, EvidenceRow>();
  for (const row of rows) {
    const operation = followUpOf(row);
    if (operation !== null && !durable.has(operation)) durable.set(operation, row);
  }
  return durable;
}

/** The follow-up that a row made durable: a confirmation captures, conflicting and stray money is voided. */
function followUpOf(row: EvidenceRow): string | null {
  switch (row.kind) {
    case 'repair_recorded':
    case 'operation_intended': {
      const operation = operationOf(row);
      return operation === null || operation.startsWith('pay:') ? null : operation;
    }
    case 'order_confirmed':
      return row.providerReference === null ? null : captureOperation(row.orderId);
    case 'needs_reconciliation':
      return VOIDED_REASONS.includes(detailText(row, 'reason') ?? '') ? voidOperation(row.orderId, 1) : null;
    case 'stray_money':
      return detailText(row, 'outcome') === 'authorized' ? voidOperation(row.orderId, 1) : null;
    default:
      return null;
  }
}

/** Conflicts in which the money that came is sent back at once. */
const VOIDED_REASONS: readonly string[] = ['amount_mismatch', 'currency_mismatch', 'hold_gone'] satisfies OrderReason[];

function expectedOfCases(rows: readonly EvidenceRow[]): ExpectedEvidence[] {
  return rows
    .filter((row) => row.kind === 'case_opened')
    .flatMap((opened): ExpectedEvidence[] => {
      const dueAtMs = detailNumber(opened, 'due_at_ms');
      const caseId = detailText(opened, 'case_id');
      const closed = rows.some((row) => row.kind === 'case_closed' && detailText(row, 'case_id') === caseId);
      if (dueAtMs === null || closed) return [];
      const about = detailText(opened, 'reason')?.replaceAll('_', ' ');
      const text = about === undefined ? "a person's verdict" : `a person's verdict on the case, ${about}`;
      return [{ lane: 'operator', text, dueAtMs, operation: null }];
    });
}

function plansOfPayment(rows: readonly EvidenceRow[]): ExpectedEvidence[] {
  const last = lastStateRow(rows);
  const state = last === null ? null : stateOfRow(last);
  if (last === null || state === null || isFinal(state)) return [];
  const planned: ExpectedEvidence[] = [];
  const operation = last.paymentOperation;
  const held = heldUntil(rows);
  if (held !== null)
    planned.push({ lane: 'inventory', text: 'The hold on the items ends.', dueAtMs: held.atMs, operation: null });
  if (definiteRow(rows) !== null) return planned;
  const lookup = nextLookup(rows);
  if (lookup !== null && state === 'payment_pending') {
    planned.push({
      lane: 'provider',
      text: `Look-up ${lookup.check} of ${lookup.checks}, by itself.`,
      dueAtMs: lookup.atMs,
      operation,
    });
  }
  const provableMs = provableFromMs(rows);
  if (provableMs !== null)
    planned.push({
      lane: 'provider',
      text: 'From here on, “not found” proves that the payment never arrived.',
      dueAtMs: provableMs,
      operation,
    });
  return planned;
}
