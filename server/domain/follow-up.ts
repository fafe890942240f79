/**
 * Captures, voids and refunds after they were made durable: what an acknowledged one means for the order's payment, which cases it
 * ends, and what is a person's when machines give it up. Another charge of the order (a duplicate's) is never taken for its payment.
 */
import type { OperationRecord } from './order-record';
import { type PaymentOutcome, type ProviderPayment, showsDone } from './payment';
import type { PaymentReport } from './payment-report';
import { type NewCase, newCase } from './reconciliation-case';

const FOLLOWED_BY = 'system:payment-receiver';

/**
 * What an acknowledged void or refund means for the order's payment: null where it was another charge's, or where a part of the money
 * stays with us.
 * @param known every operation of the order, as it stood before.
 */
export function returnedBy(operation: OperationRecord, known: readonly OperationRecord[]): PaymentOutcome | null {
  const { kind, providerReference } = operation;
  if (kind === 'capture' || providerReference === null || !isOwn(operation, known)) return null;
  if (!isWhole(operation, known)) return null;
  return { kind: kind === 'void' ? 'voided' : 'refunded', providerReference };
}

/** Whether the payment's own record shows that it was done, whatever its call was answered. What other refunds gave back is not this one's. */
export function doneByRecord(
  operation: OperationRecord,
  payment: ProviderPayment,
  known: readonly OperationRecord[],
): boolean {
  const { amount, kind } = operation;
  if (kind === 'authorize') return false;
  if (kind !== 'refund') return showsDone(kind, payment, amount);
  const othersMinor = refundsBeside(operation, known)
    .filter(({ state }) => state !== 'failed')
    .reduce((sum, each) => sum + each.amount.amountMinor, 0);
  return showsDone(kind, payment, { ...amount, amountMinor: othersMinor + amount.amountMinor });
}

/** The cases that an acknowledged follow-up ends: the one it was made for, and those of earlier tries that were given up. */
export function settledCases(operation: OperationRecord, known: readonly OperationRecord[]): PaymentReport['closes'] {
  const { kind, orderId } = operation;
  const verdict = kind === 'capture' ? 'the money was captured' : `the money was given back: ${operation.operation}`;
  const caseIds = isWhole(operation, known)
    ? known.filter((each) => isSameMove(each, operation) && isGivenUp(each)).map(givenUpCaseId)
    : [];
  if (operation.caseId !== null) caseIds.push(operation.caseId);
  return [...new Set(caseIds)].map((caseId) => ({ orderId, caseId, verdict, closedBy: FOLLOWED_BY }));
}

/** Money that stands where it should not, and that machines could not move: a person's. */
export function givenUpCase({ amount, kind, operation, orderId }: OperationRecord, nowMs: number): NewCase {
  const reason = kind === 'capture' ? 'capture_failed' : 'compensation_failed';
  return newCase(orderId, operation, reason, amount, FOLLOWED_BY, nowMs);
}

const givenUpCaseId = ({ operation, orderId }: OperationRecord): string => `case:${orderId}:${operation}`;

function isGivenUp({ nextCheckAtMs, state }: OperationRecord): boolean {
  return nextCheckAtMs === null && (state === 'failed' || state === 'unknown');
}

/** Takes the same charge's money, or gives it back. */
function isSameMove(a: OperationRecord, b: OperationRecord): boolean {
  if (a.kind === 'authorize' || a.providerReference !== b.providerReference) return false;
  return (a.kind === 'capture') === (b.kind === 'capture');
}

function isOwn({ providerReference }: OperationRecord, known: readonly OperationRecord[]): boolean {
  return known.find(({ kind }) => kind === 'authorize')?.providerReference === providerReference;
}

/** Nothing of that charge is left to move once this one is done. */
function isWhole(operation: OperationRecord, known: readonly OperationRecord[]): boolean {
  if (operation.kind !== 'refund') return true;
  // how much another charge took is not recorded; a part of it is refunded without its case
  if (!isOwn(operation, known)) return operation.caseId !== null;
  const pay = known.find(({ kind }) => kind === 'authorize');
  const refundedMinor = refundsBeside(operation, known)
    .filter(({ state }) => state === 'acknowledged')
    .reduce((sum, each) => sum + each.amount.amountMinor, operation.amount.amountMinor);
  return pay !== undefined && refundedMinor >= (pay.authorized ?? pay.amount).amountMinor;
}

function refundsBeside(operation: OperationRecord, known: readonly OperationRecord[]): OperationRecord[] {
  return known.filter(
    (each) =>
      each.kind === 'refund' &&
      each.operation !== operation.operation &&
      each.providerReference === operation.providerReference,
  );
}
