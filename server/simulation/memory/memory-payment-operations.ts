/** The payment receiver's records in memory: a state only moves up, a webhook is stored once, work that is due is claimed. */
import type { NewMessage } from '../../domain/decision-record';
import type { OperationRecord } from '../../domain/order-record';
import type { PaymentReport } from '../../domain/payment-report';
import type { PaymentOperationStore, RecordAnswer } from '../../stores/payment-operations';
import { closeCase, evidenceOfCases, openCase } from './case-rows';
import { appendEvidence } from './evidence-rows';
import type { MemoryDatabase } from './memory-database';
import { publish } from './message-rows';
import { findOperation, updateOperation } from './operation-rows';
import type { Synchronous } from './synchronous';

export function memoryPaymentOperations(db: MemoryDatabase): Synchronous<PaymentOperationStore> {
  return {
    record: (report) => db.transaction(() => record(db, report)),
    list: (orderId) =>
      [...db.operations.of(orderId)].sort(
        (a, b) => a.intendedAtMs - b.intendedAtMs || (a.operation < b.operation ? -1 : 1),
      ),
    claimDue: (kinds, nowMs, leaseMs, limit) => db.transaction(() => claimDue(db, kinds, nowMs, leaseMs, limit)),
    checkNow: (orderId, operation, nowMs) =>
      db.transaction(() => {
        const row = findOperation(db, orderId, operation);
        if (row === undefined || !['intended', 'unknown', 'requires_action', 'processing'].includes(row.state))
          return false;
        updateOperation(db, row, { ...row, nextCheckAtMs: nowMs });
        return true;
      }),
    bringForward: (sentBeforeMs, plannedAfterMs, nowMs, limit) =>
      db.transaction(() => {
        const later = [...db.operations.all()]
          .filter(({ kind, state }) => kind === 'authorize' && (state === 'intended' || state === 'unknown'))
          .filter(({ nextCheckAtMs }) => nextCheckAtMs !== null && nextCheckAtMs > plannedAfterMs)
          .filter(({ intendedAtMs, lastSendAtMs }) => (lastSendAtMs ?? intendedAtMs) <= sentBeforeMs)
          .filter(({ orderId }) => !db.isClosed(orderId))
          .sort((a, b) => (a.nextCheckAtMs ?? 0) - (b.nextCheckAtMs ?? 0))
          .slice(0, limit);
        for (const row of later) updateOperation(db, row, { ...row, nextCheckAtMs: nowMs });
        return later.length;
      }),
  };
}

/** What one report does to the operation, without telling anyone; the message is told by whoever calls. */
export function takeReport(
  db: MemoryDatabase,
  report: PaymentReport,
): { readonly answer: RecordAnswer; readonly message: NewMessage | null } {
  if (report.event !== null) {
    const key = `${report.orderId}|${report.event.eventId}`;
    db.refuseWhenClosed(report.orderId);
    if (db.providerEvents.has(key)) return { answer: 'duplicate', message: null };
    const { eventId, eventType } = report.event;
    db.providerEvents.put(key, { orderId: report.orderId, eventId, eventType });
  }
  const row = findOperation(db, report.orderId, report.operation);
  if (row === undefined || !db.orders.has(report.orderId)) return { answer: 'no_such_operation', message: null };
  const ofAnother = isOfAnother(row, report);
  const taken = report.superseded.includes(row.state) && !ofAnother;
  const open = ['unknown', 'requires_action', 'processing'].includes(row.state);
  const isNews = taken || open || row.state === 'intended';
  const planned = report.nextCheckAtMs !== undefined && !ofAnother && (taken || open || row.state === report.state);
  updateOperation(db, row, {
    ...row,
    state: taken ? report.state : row.state,
    providerReference:
      taken && report.state === 'authorized'
        ? (report.providerReference ?? row.providerReference)
        : (row.providerReference ?? report.providerReference),
    authorized:
      taken && report.authorized !== null
        ? { amountMinor: report.authorized.amountMinor, currency: report.authorized.currency }
        : row.authorized,
    declineCode: taken ? (report.declineCode ?? row.declineCode) : row.declineCode,
    attempts: Math.max(row.attempts, report.attempts),
    unknownCause: taken ? report.unknownCause : row.unknownCause,
    nextCheckAtMs: planned ? (report.nextCheckAtMs ?? null) : row.nextCheckAtMs,
    updatedAtMs: isNews ? report.nowMs : row.updatedAtMs,
  });
  // what stood is closed first; what is opened about the same thing follows it
  const cases = report.closes
    .filter(({ orderId }) => orderId === report.orderId)
    .map((each) => closeCase(db, each, report.nowMs));
  if (report.opens !== null && report.opens.orderId === report.orderId)
    cases.push(openCase(db, report.opens, report.nowMs));
  appendEvidence(db, evidenceOfCases(report.evidence, cases));
  const { orderId, operation: paymentOperation } = report;
  const message = taken && report.message !== null ? { ...report.message, orderId, paymentOperation } : null;
  return { answer: taken ? 'taken' : 'known', message };
}

/** That another charge was given back says nothing of this one. */
function isOfAnother({ providerReference }: OperationRecord, report: PaymentReport): boolean {
  const isReturned = report.state === 'voided' || report.state === 'refunded';
  return (
    isReturned &&
    providerReference !== null &&
    report.providerReference !== null &&
    providerReference !== report.providerReference
  );
}

export function tell(db: MemoryDatabase, message: NewMessage, nowMs: number): void {
  const order = db.orders.get(message.orderId);
  if (order !== undefined) publish(db, message, order, nowMs);
}

function record(db: MemoryDatabase, report: PaymentReport): RecordAnswer {
  const { answer, message } = takeReport(db, report);
  if (message !== null) tell(db, message, report.nowMs);
  return answer;
}

function claimDue(
  db: MemoryDatabase,
  kinds: readonly OperationRecord['kind'][],
  nowMs: number,
  leaseMs: number,
  limit: number,
): OperationRecord[] {
  const due = [...db.operations.all()]
    .filter((row) => row.nextCheckAtMs !== null && row.nextCheckAtMs <= nowMs && kinds.includes(row.kind))
    .filter(({ orderId }) => !db.isClosed(orderId))
    .sort((a, b) => (a.nextCheckAtMs ?? 0) - (b.nextCheckAtMs ?? 0))
    .slice(0, limit);
  return due.map((row) => {
    const pay = row.kind === 'authorize';
    const claimed: OperationRecord = {
      ...row,
      nextCheckAtMs: nowMs + leaseMs,
      updatedAtMs: nowMs,
      checksDone: row.checksDone + (pay ? 1 : 0),
      attempts: row.attempts + (pay ? 0 : 1),
      firstAttemptAtMs: row.firstAttemptAtMs ?? nowMs,
      lastSendAtMs: pay ? row.lastSendAtMs : nowMs + leaseMs,
    };
    updateOperation(db, row, claimed);
    return claimed;
  });
}
