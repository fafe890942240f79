/**
 * Evidence that should exist by now and does not, each with the time at which it was due; and what will come by itself.
 * An order that waits always names what it waits for: silence is drawn, not left out.
 */
import type { EvidenceLane, EvidenceRow } from './evidence';
import { detailNumber, detailText, operationOf } from './evidence-detail';
import { captureOperation, voidOperation } from './operation';
import { isFinal, type OrderReason } from './order';
import { definiteRow, heldUntil, lastStateRow, nextLookup, provableFromMs, stateOfRow } from './payment-evidence';

export interface ExpectedEvidence {
  readonly lane: EvidenceLane;
  readonly text: string;
  readonly dueAtMs: number;
  readonly operation: string | null;
}

/** A webhook usually arrives within this after the gateway's deadline. */
const WEBHOOK_MS = 5_000;
/** Machines decide on evidence, look up and compensate within this; later is a delay that a person should see. */
const WORKER_MS = 60_000;

/** Due and absent, the longest overdue first. */
export function missingEvidence(rows: readonly EvidenceRow[], nowMs: number): ExpectedEvidence[] {
  return [...expectedOfPayment(rows), ...expectedOfOperations(rows), ...expectedOfCases(rows)]
    .filter(({ dueAtMs }) => dueAtMs <= nowMs)
    .sort((a, b) => a.dueAtMs - b.dueAtMs);
}

/** What will happen by itself, the next first. */
export function plannedEvidence(rows: readonly EvidenceRow[], nowMs: number): ExpectedEvidence[] {
  return [...plansOfPayment(rows), ...expectedOfCases(rows).map((due) => ({ ...due, text: `Due: ${due.text}.` }))]
    .filter(({ dueAtMs }) => dueAtMs > nowMs)
    .sort((a, b) => a.dueAtMs - b.dueAtMs);
}

function expectedOfPayment(rows: readonly EvidenceRow[]): ExpectedEvidence[] {
  const last = lastStateRow(rows);
  const state = last === null ? null : stateOfRow(last);
  const authorizing = rows.findLast((row) => row.kind === 'payment_authorizing');
  if (authorizing === undefined || state === null || isFinal(state)) return [];
  const operation = authorizing.paymentOperation;
  const deadlineAtMs = detailNumber(authorizing, 'deadline_at_ms') ?? authorizing.observedAtMs;
  const definite = definiteRow(rows);
  const expected: ExpectedEvidence[] = [];
  if (definite !== null) {
    if (state !== 'needs_reconciliation')
      expected.push({
        lane: 'order',
        text: "the order's decision",
        dueAtMs: definite.recordedAtMs + WORKER_MS,
        operation,
      });
    return expected;
  }
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

/** A capture, void or refund that was made durable waits for the provider's acknowledgement. */
function expectedOfOperations(rows: readonly EvidenceRow[]): ExpectedEvidence[] {
  const answers = ['call_answered', 'webhook_received', 'lookup_answered'];
  const answered = new Set(rows.filter((row) => answers.includes(row.kind)).map(operationOf));
  const waiting = new Map<string, EvidenceRow>();
  for (const row of rows) {
    const operation = followUpOf(row);
    if (operation !== null && !answered.has(operation) && !waiting.has(operation)) waiting.set(operation, row);
  }
  return [...waiting].map(([operation, row]) => ({
    lane: 'provider',
    text: `the provider's acknowledgement of ${operation}`,
    dueAtMs: row.recordedAtMs + WORKER_MS,
    operation,
  }));
}

/** The follow-up that a row made durable: a confirmation captures, conflicting and stray money is voided. */
function followUpOf(row: EvidenceRow): string | null {
  switch (row.kind) {
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
      return [{ lane: 'operator', text: "a person's verdict", dueAtMs, operation: null }];
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
