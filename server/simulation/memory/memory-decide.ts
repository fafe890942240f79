/** A batch of decisions, each under its version and its shard's epoch; a refusal of one row undoes the whole batch. */
import type { DecisionRecord } from '../../domain/decision-record';
import type { OrderRecord } from '../../domain/order-record';
import type { DecideAnswer } from '../../stores/decisions';
import { closeCase, evidenceOfCases, openCase } from './case-rows';
import { appendEvidence } from './evidence-rows';
import { moveStock, updateReservation } from './inventory-rows';
import type { MemoryDatabase } from './memory-database';
import { deliveryKey, publish, remember } from './message-rows';
import { insertOperation, refuseConfirmingReturnedMoney } from './operation-rows';
import { check, Refusal } from './refusal';
import { findRepair, updateRepair } from './repair-rows';
import { checkHistory, holdsEpoch, insertTransition, updateOrder } from './order-rows';

/** Integrity violations and the migration's own codes. */
const REFUSED = /^(23|EV)/;
const ANSWER_OF: Readonly<Record<string, DecideAnswer>> = { EV001: 'fenced', EV002: 'hold_gone', EV010: 'fenced' };

export function decideBatch(
  db: MemoryDatabase,
  records: readonly DecisionRecord[],
  nowMs: number,
): ReadonlyMap<string, DecideAnswer> {
  const batch = [...new Map(records.map((record) => [record.orderId, record])).values()].sort((a, b) =>
    a.orderId < b.orderId ? -1 : 1,
  );
  try {
    return db.transaction(() => new Map(batch.map((record) => [record.orderId, decideOne(db, record, nowMs)])));
  } catch (error) {
    // the database's own refusal: nothing of the batch happened, each is tried alone
    if (!(error instanceof Refusal) || !REFUSED.test(error.code)) throw error;
    const answer = ANSWER_OF[error.code] ?? 'refused';
    if (batch.length === 1) return new Map(batch.map(({ orderId }) => [orderId, answer]));
    return new Map(batch.flatMap((record) => [...decideBatch(db, [record], nowMs)]));
  }
}

function decideOne(db: MemoryDatabase, record: DecisionRecord, nowMs: number): DecideAnswer {
  if (!holdsEpoch(db, record.shard, record.ownerEpoch)) return 'fenced';
  const order = db.orders.get(record.orderId);
  if (order === undefined) return 'stale';
  const sameVersion = order.version === record.expectedVersion || db.defects.has('no_version_guard');
  if (record.to === null) {
    if (!sameVersion) return notApplied(order, record, nowMs);
    if (record.hold === 'release') settleHolds(db, record, null, nowMs);
  } else {
    const sameState = order.state === record.from || db.defects.has('no_final_guard');
    const holdStands =
      record.hold !== 'commit' ||
      db.defects.has('confirm_without_hold') ||
      (order.heldUntilMs !== null && order.heldUntilMs > nowMs);
    if (!sameVersion || !sameState || !holdStands) return notApplied(order, record, nowMs);
    move(db, order, { ...record, to: record.to }, nowMs);
  }
  writeEffects(db, order, record, nowMs);
  if (record.to === 'order_confirmed') refuseConfirmingReturnedMoney(db, record.orderId);
  return 'applied';
}

function notApplied(order: OrderRecord, record: DecisionRecord, nowMs: number): DecideAnswer {
  const ended = order.heldUntilMs === null || order.heldUntilMs <= nowMs;
  return order.version === record.expectedVersion && record.hold === 'commit' && ended ? 'hold_gone' : 'stale';
}

type Move = DecisionRecord & { readonly to: NonNullable<DecisionRecord['to']> };

function move(db: MemoryDatabase, order: OrderRecord, record: Move, nowMs: number): void {
  const heldUntilMs = heldAfter(order.heldUntilMs, record);
  updateOrder(db, order, {
    ...order,
    state: record.to,
    version: order.version + 1,
    reason: record.reason,
    ownerEpoch: record.ownerEpoch,
    heldUntilMs,
    deadlineAtMs: record.deadlineAtMs ?? order.deadlineAtMs,
    updatedAtMs: nowMs,
  });
  // as PostgreSQL does it: of what nothing else reads, the later part of the statement is done first
  settleHolds(db, record, heldUntilMs, nowMs);
  insertTransition(db, {
    orderId: order.orderId,
    version: order.version + 1,
    shard: order.shard,
    fromVersion: order.version,
    fromState: record.from,
    toState: record.to,
    reason: record.reason,
    ownerEpoch: record.ownerEpoch,
    decidedBy: record.decidedBy,
    decidedAtMs: nowMs,
  });
  checkHistory(db, order.orderId);
}

/** `greatest` of SQL: a null does not count. */
function heldAfter(heldUntilMs: number | null, record: Move): number | null {
  switch (record.hold) {
    case 'keep':
      return heldUntilMs;
    case 'extend':
      return heldUntilMs === null ? record.heldUntilMs : Math.max(heldUntilMs, record.heldUntilMs ?? heldUntilMs);
    case 'commit':
    case 'release':
      return null;
    default:
      return record.hold satisfies never;
  }
}

function settleHolds(
  db: MemoryDatabase,
  record: Pick<DecisionRecord, 'hold' | 'orderId'>,
  heldUntilMs: number | null,
  nowMs: number,
): void {
  if (record.hold === 'keep') return;
  const forgotten = db.defects.has('released_lines_forgotten');
  for (const row of db.reservations.of(record.orderId)) {
    // a line that was released meanwhile is not skipped by a confirmation: its second settlement is refused, and all with it
    const settled = row.state !== 'held';
    const skipped = record.hold !== 'commit' || forgotten;
    if (settled && skipped && !(db.defects.has('release_twice') && record.hold === 'release')) continue;
    if (record.hold === 'extend') {
      if (!forgotten) updateReservation(db, row, { ...row, heldUntilMs: heldUntilMs ?? row.heldUntilMs });
      continue;
    }
    updateReservation(db, row, {
      ...row,
      state: record.hold === 'commit' ? 'committed' : 'released',
      settledAtMs: nowMs,
    });
    if (record.hold === 'release') moveStock(db, row.sku, row.quantity, nowMs);
  }
}

function writeEffects(db: MemoryDatabase, order: OrderRecord, record: DecisionRecord, nowMs: number): void {
  for (const planned of record.operations) insertOperation(db, planned, nowMs);
  for (const message of record.messages) publish(db, message, order, nowMs);
  if (record.consumed !== null) {
    const { consumer, messageId } = record.consumed;
    db.deliveries.delete(deliveryKey(record.orderId, messageId, consumer));
    remember(db, record.orderId, consumer, messageId);
  }
  // what stood is closed first; what is opened about the same thing follows it
  const { closes, decidedBy, orderId } = record;
  const closed = closes.map((each) => closeCase(db, { ...each, orderId, closedBy: decidedBy }, nowMs));
  const opened = record.cases.map((each) => openCase(db, each, nowMs));
  appendEvidence(db, evidenceOfCases(record.evidence, [...closed, ...opened]));
  settleRepair(db, record, nowMs);
}

function settleRepair(db: MemoryDatabase, { orderId, refund, repair }: DecisionRecord, nowMs: number): void {
  const known = repair === null ? undefined : findRepair(db, orderId, repair.repairId);
  if (repair !== null && known?.state === 'requested') {
    const { after, because, state } = repair;
    updateRepair(db, known, { state, after, refusedBecause: because, settledAtMs: nowMs });
  }
  const ordered = db.refunds.of(orderId);
  if (refund === null || ordered.some(({ repairId }) => repairId === refund.repairId)) return;
  check(refund.amountMinor > 0, 'refunds_amount_check');
  db.refunds.add(orderId, { ...refund, orderId, n: ordered.length + 1 });
}
