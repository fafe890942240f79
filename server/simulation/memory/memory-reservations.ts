/** Holds in memory: what is held for an order, and the release of those that have ended, statement by statement as in PostgreSQL. */
import type { EndedHold, HoldRelease } from '../../domain/inventory';
import { isFinal } from '../../domain/order';
import type { ReleaseAnswer, ReservationStore } from '../../stores/reservations';
import { appendEvidence } from './evidence-rows';
import { moveStock, updateReservation } from './inventory-rows';
import type { MemoryDatabase } from './memory-database';
import { holdsEpoch } from './order-rows';
import type { ReservationRow } from './rows';
import type { Synchronous } from './synchronous';

export function memoryReservations(db: MemoryDatabase): Synchronous<ReservationStore> {
  return {
    ofOrder: (orderId) => linesOf(db, orderId).map(({ orderId: _orderId, ...row }) => row),
    ended: (shards, endedAtMs, limit) => endedHolds(db, shards, endedAtMs).slice(0, limit),
    release: (releases, endedAtMs, nowMs) =>
      db.transaction(
        () => new Map(releases.map((each) => [each.orderId, releaseOne(db, each, endedAtMs, nowMs)] as const)),
      ),
  };
}

const linesOf = (db: MemoryDatabase, orderId: string): ReservationRow[] =>
  db.reservations.of(orderId).toSorted((a, b) => (a.sku < b.sku ? -1 : 1));

function endedHolds(db: MemoryDatabase, shards: readonly number[], endedAtMs: number): EndedHold[] {
  return [...db.orders.values()]
    .filter(({ orderId, shard }) => shards.includes(shard) && hasEnded(db, orderId, endedAtMs))
    .sort((a, b) => (a.heldUntilMs ?? 0) - (b.heldUntilMs ?? 0) || (a.orderId < b.orderId ? -1 : 1))
    .map(({ orderId, shard }) => ({
      orderId,
      shard,
      lines: linesOf(db, orderId)
        .filter(({ state }) => state === 'held')
        .map(({ quantity, sku }) => ({ sku, quantity })),
    }))
    .filter(({ lines }) => lines.length > 0);
}

function hasEnded(db: MemoryDatabase, orderId: string, endedAtMs: number): boolean {
  const order = db.orders.get(orderId);
  if (order === undefined || isFinal(order.state)) return false;
  const [line] = db.defects.has('released_lines_forgotten') ? db.reservations.of(orderId) : [];
  const endsAtMs = line === undefined ? order.heldUntilMs : line.heldUntilMs;
  return endsAtMs !== null && endsAtMs <= endedAtMs;
}

function releaseOne(
  db: MemoryDatabase,
  { evidence, orderId, ownerEpoch, shard }: HoldRelease,
  endedAtMs: number,
  nowMs: number,
): ReleaseAnswer {
  if (!holdsEpoch(db, shard, ownerEpoch)) return 'fenced';
  if (!hasEnded(db, orderId, endedAtMs)) return 'kept';
  const due = linesOf(db, orderId).filter(({ heldUntilMs, state }) => state === 'held' && heldUntilMs <= endedAtMs);
  if (due.length === 0) return 'kept';
  for (const row of due) {
    updateReservation(db, row, { ...row, state: 'released', settledAtMs: nowMs });
    moveStock(db, row.sku, row.quantity, nowMs);
  }
  appendEvidence(db, [evidence]);
  return 'released';
}
