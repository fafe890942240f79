/** One intent with its hold and its payment operation: all of it or nothing, and the key decides between equal submits. */
import type { OrderRecord } from '../../domain/order-record';
import type { Placement } from '../../domain/placement';
import type { PlaceAnswer } from '../../stores/orders';
import { appendEvidence } from './evidence-rows';
import { checkReservation, insertReservation, moveStock } from './inventory-rows';
import type { MemoryDatabase } from './memory-database';
import { insertOperation } from './operation-rows';
import { checkHistory, insertOrder, insertTransition } from './order-rows';
import { check, Refusal, unique } from './refusal';
import type { ReservationRow } from './rows';

export function placeOne(db: MemoryDatabase, placement: Placement): PlaceAnswer {
  const { intent } = placement;
  const shard = db.shard(intent.shard);
  const known = db.orders.has(intent.orderId);
  if (shard === undefined || shard.region !== intent.region) return { kind: known ? 'already_placed' : 'not_owner' };
  if (known) return { kind: 'already_placed' };
  try {
    db.transaction(() => write(db, placement, shard.epoch));
    return { kind: 'placed' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.constraint === 'stock_available_check' || error.constraint === 'reservations_sku_fkey')
      return { kind: 'out_of_stock' };
    if (error.code === 'EV001') return { kind: 'not_owner' };
    throw error;
  }
}

function write(db: MemoryDatabase, placement: Placement, ownerEpoch: number): void {
  const { intent, nowMs } = placement;
  insertOrder(db, orderOf(placement, ownerEpoch));
  for (const step of placement.transitions)
    insertTransition(db, {
      orderId: intent.orderId,
      version: step.version,
      shard: intent.shard,
      fromVersion: step.version === 1 ? null : step.version - 1,
      fromState: step.from,
      toState: step.to,
      reason: step.reason,
      ownerEpoch,
      decidedBy: 'system:checkout-gateway',
      decidedAtMs: nowMs,
    });
  for (const line of intent.lines) {
    check(line.quantity > 0, 'lines_quantity_check');
    unique(!db.lines.of(intent.orderId).some((each) => each.sku === line.sku), 'lines_pkey');
    db.lines.add(intent.orderId, line);
  }
  if (placement.hold) hold(db, placement);
  if (placement.operation !== null)
    insertOperation(
      db,
      {
        ...placement.operation,
        orderId: intent.orderId,
        kind: 'authorize',
        amount: intent.total,
        paymentMethod: intent.paymentMethod,
        providerReference: null,
        attempts: 1,
        firstAttemptAtMs: nowMs,
      },
      nowMs,
    );
  appendEvidence(db, placement.evidence, ownerEpoch);
  checkHistory(db, intent.orderId);
}

function hold(db: MemoryDatabase, { intent, heldUntilMs, nowMs }: Placement): void {
  const rows = intent.lines.map(
    ({ sku, quantity }): ReservationRow => ({
      orderId: intent.orderId,
      sku,
      quantity,
      state: 'held',
      heldUntilMs: heldUntilMs ?? 0,
      reservedAtMs: nowMs,
      settledAtMs: null,
    }),
  );
  for (const row of rows) insertReservation(db, row);
  for (const row of rows) moveStock(db, row.sku, -row.quantity, nowMs);
  for (const row of rows) checkReservation(db, row);
}

function orderOf(
  { intent, state, version, reason, heldUntilMs, deadlineAtMs, nowMs }: Placement,
  ownerEpoch: number,
): OrderRecord {
  const { orderId, shard, region, reference, total, email, cartId, cartVersion, paymentMethod } = intent;
  return {
    orderId,
    shard,
    region,
    reference,
    state,
    version,
    reason,
    ownerEpoch,
    total,
    email,
    cartId,
    cartVersion,
    paymentMethod,
    payloadFingerprint: intent.payloadFingerprint,
    statusTokenHash: intent.statusTokenHash,
    heldUntilMs,
    deadlineAtMs,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
}
