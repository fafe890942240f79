/** Stock and holds: never below zero, and a hold ends once. */
import type { MemoryDatabase } from './memory-database';
import { check, raise, references, unique } from './refusal';
import type { ReservationRow } from './rows';

export function moveStock(db: MemoryDatabase, sku: string, by: number, nowMs: number): void {
  const stock = db.stock.get(sku);
  if (stock === undefined) return;
  const available = stock.available + by;
  if (!db.defects.has('sell_below_zero')) check(available >= 0, 'stock_available_check');
  db.stock.put(sku, { sku, available, updatedAtMs: nowMs });
  db.changed({ kind: 'stock', sku, available });
}

export function insertReservation(db: MemoryDatabase, row: ReservationRow): void {
  check(row.quantity > 0, 'reservations_quantity_check');
  unique(!db.reservations.of(row.orderId).some(({ sku }) => sku === row.sku), 'reservations_pkey');
  db.reservations.add(row.orderId, row);
  db.changed({ kind: 'reservation', before: null, after: row });
}

/** Foreign keys are checked at the end of the statement. */
export function checkReservation(db: MemoryDatabase, row: ReservationRow): void {
  references(db.stock.has(row.sku), 'reservations_sku_fkey');
}

export function updateReservation(db: MemoryDatabase, before: ReservationRow, after: ReservationRow): void {
  if (before.state !== 'held' && after.state !== before.state && !db.defects.has('release_twice'))
    raise('EV002', `reservation ${before.sku} of ${before.orderId} is already ${before.state}`);
  check((after.state === 'held') === (after.settledAtMs === null), 'reservations_settled_check');
  db.reservations.replace(before.orderId, before, after);
  db.changed({ kind: 'reservation', before, after });
}
