/** One intent with its hold and its payment operation: all of it or nothing, and the key decides between equal submits. */
import type { OrderRecord } from '../../domain/order-record';
import type { OrderLine, Placement, PlannedTransition } from '../../domain/placement';
import type { PlaceAnswer } from '../../stores/placements';
import { appendEvidence } from './evidence-rows';
import { checkReservation, insertReservation, moveStock } from './inventory-rows';
import type { MemoryDatabase } from './memory-database';
import { insertOperation } from './operation-rows';
import { checkHistory, checkOrderRow, insertOrder, insertTransition } from './order-rows';
import { check, Refusal, unique } from './refusal';
import type { ReservationRow, TransitionRow } from './rows';

export function placeOne(db: MemoryDatabase, placement: Placement): PlaceAnswer {
  const { intent } = placement;
  const shard = db.shard(intent.shard);
  const known = db.orders.has(intent.orderId);
  const isOwn = (shard?.region === intent.region && shard.standing === 'open') || db.defects.has('places_any_shard');
  if (shard === undefined || !isOwn) return { kind: known ? 'already_placed' : 'not_owner' };
  // PostgreSQL looks at the row before it looks for its like
  checkOrderRow(orderOf(placement, shard.epoch));
  if (known) return { kind: 'already_placed' };
  try {
    db.transaction(() => write(db, placement, shard.epoch));
    return { kind: 'placed' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.constraint === 'stock_available_check' || error.constraint === 'reservations_sku_fkey')
      return { kind: 'out_of_stock' };
    if (error.code === 'EV001') return { kind: 'epoch_rose' };
    if (error.code === 'EV010') return { kind: 'not_owner' };
    throw error;
  }
}

/** In the order in which PostgreSQL carries out the parts of the statement: the last written first. */
function write(db: MemoryDatabase, placement: Placement, ownerEpoch: number): void {
  const { intent, nowMs } = placement;
  insertOrder(db, orderOf(placement, ownerEpoch));
  appendEvidence(db, placement.evidence, ownerEpoch);
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
  const holds = placement.hold ? holdsOf(placement) : [];
  // an update moves a row once, also where the same line stands twice
  const taken = [...new Map(holds.map((row) => [row.sku, row])).values()].sort((a, b) => (a.sku < b.sku ? -1 : 1));
  for (const row of taken) moveStock(db, row.sku, -row.quantity, nowMs);
  for (const row of holds) insertReservation(db, row);
  for (const line of intent.lines) insertLine(db, intent.orderId, line);
  for (const step of placement.transitions) insertTransition(db, transitionOf(placement, step, ownerEpoch));
  for (const row of holds) checkReservation(db, row);
  checkHistory(db, intent.orderId);
}

function insertLine(db: MemoryDatabase, orderId: string, line: OrderLine): void {
  check(line.quantity > 0, 'lines_quantity_check');
  unique(!db.lines.of(orderId).some((each) => each.sku === line.sku), 'lines_pkey');
  db.lines.add(orderId, line);
}

const transitionOf = ({ intent, nowMs }: Placement, step: PlannedTransition, ownerEpoch: number): TransitionRow => ({
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

const holdsOf = ({ intent, heldUntilMs, nowMs }: Placement): ReservationRow[] =>
  intent.lines.map(({ sku, quantity }) => ({
    orderId: intent.orderId,
    sku,
    quantity,
    state: 'held',
    heldUntilMs: heldUntilMs ?? 0,
    reservedAtMs: nowMs,
    settledAtMs: null,
  }));

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
