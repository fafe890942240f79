/** What guards a payment operation: its name, its states by kind, its reference, its amount, and that its identity stays. */
import type { OperationRecord, OperationState } from '../../domain/order-record';
import type { PlannedOperation } from '../../domain/placement';
import type { MemoryDatabase } from './memory-database';
import { check, raise } from './refusal';

const PAY_STATES: readonly OperationState[] = [
  'intended',
  'unknown',
  'requires_action',
  'processing',
  'authorized',
  'declined',
  'never_accepted',
  'voided',
  'refunded',
];
const FOLLOW_UP_STATES: readonly OperationState[] = ['intended', 'unknown', 'acknowledged', 'failed'];

/** `on conflict do nothing`: false when the operation is there already. */
export function insertOperation(db: MemoryDatabase, planned: PlannedOperation, nowMs: number): boolean {
  db.refuseWhenClosed(planned.orderId);
  if (findOperation(db, planned.orderId, planned.operation) !== undefined) return false;
  const row: OperationRecord = {
    orderId: planned.orderId,
    operation: planned.operation,
    kind: planned.kind,
    state: 'intended',
    amount: planned.amount,
    paymentMethod: planned.paymentMethod,
    authorized: null,
    providerReference: planned.providerReference,
    declineCode: null,
    unknownCause: null,
    attempts: planned.attempts,
    firstAttemptAtMs: planned.firstAttemptAtMs,
    lastSendAtMs: planned.lastSendAtMs,
    checksDone: 0,
    nextCheckAtMs: planned.nextCheckAtMs,
    intendedAtMs: nowMs,
    updatedAtMs: nowMs,
    caseId: planned.caseId ?? null,
  };
  checkRow(row);
  refuseOtherAmount(db, row);
  refuseRefundOverHeld(db, row);
  db.operations.add(row.orderId, row);
  db.changed({ kind: 'operation', before: null, after: row });
  return true;
}

export function updateOperation(db: MemoryDatabase, before: OperationRecord, after: OperationRecord): void {
  db.refuseWhenClosed(after.orderId);
  checkRow(after);
  db.operations.replace(before.orderId, before, after);
  db.changed({ kind: 'operation', before, after });
}

export function findOperation(db: MemoryDatabase, orderId: string, operation: string): OperationRecord | undefined {
  return db.operations.of(orderId).find((row) => row.operation === operation);
}

function checkRow(row: OperationRecord): void {
  check(isNamedRight(row), 'operations_name_check');
  check((row.kind === 'authorize' ? PAY_STATES : FOLLOW_UP_STATES).includes(row.state), 'operations_state_check');
  check(
    (row.state !== 'authorized' && row.state !== 'acknowledged') || row.providerReference !== null,
    'operations_reference_check',
  );
  check(row.amount.amountMinor > 0, 'operations_amount_check');
}

function isNamedRight({ kind, operation, orderId }: OperationRecord): boolean {
  switch (kind) {
    case 'authorize':
      return operation === `pay:${orderId}`;
    case 'capture':
      return operation === `capture:${orderId}`;
    case 'void':
    case 'refund':
      return operation.startsWith(`${kind}:${orderId}:`);
    default:
      return kind satisfies never;
  }
}

function refuseOtherAmount(db: MemoryDatabase, row: OperationRecord): void {
  const due = db.orders.get(row.orderId)?.total;
  if (due === undefined) raise('EV006', `operation ${row.operation} has no order`);
  const otherCurrency = row.amount.currency !== due.currency;
  const refused =
    (row.kind === 'authorize' && (otherCurrency || row.amount.amountMinor !== due.amountMinor)) ||
    (row.kind === 'capture' && (otherCurrency || row.amount.amountMinor > due.amountMinor));
  if (refused) raise('EV006', `operation ${row.operation} asks for another amount than the order's`);
}

/** The refunds of one charge come to no more than it holds; what another charge took is not recorded. */
function refuseRefundOverHeld(db: MemoryDatabase, row: OperationRecord): void {
  if (row.kind !== 'refund') return;
  const ofCharge = db.operations.of(row.orderId).filter((each) => each.providerReference === row.providerReference);
  const pay = ofCharge.find(({ kind }) => kind === 'authorize');
  const refunds = [...ofCharge.filter(({ kind, state }) => kind === 'refund' && state !== 'failed'), row];
  const givenMinor = refunds.reduce((sum, { amount }) => sum + amount.amountMinor, 0);
  if (pay !== undefined && row.providerReference !== null && givenMinor > (pay.authorized ?? pay.amount).amountMinor)
    raise('EV006', `refunds of ${row.orderId} come to more than the provider holds`);
}

/** Nobody confirms on money that is on its way back, or may be. */
export function refuseConfirmingReturnedMoney(db: MemoryDatabase, orderId: string): void {
  const operations = db.operations.of(orderId);
  const reference = operations.find(({ kind }) => kind === 'authorize')?.providerReference ?? null;
  const goesBack = operations.some(
    ({ kind, providerReference, state }) =>
      (kind === 'void' || kind === 'refund') && providerReference === reference && state !== 'failed',
  );
  if (reference !== null && goesBack) raise('EV009', `order ${orderId} is not confirmed: its money is on its way back`);
}
