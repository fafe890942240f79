/** The order owner's records in memory: `place`, `decide` and the reads, statement by statement as in PostgreSQL. */
import type { OrderRecord } from '../../domain/order-record';
import type { OrderStatus, OrderStore } from '../../stores/orders';
import { decideBatch } from './memory-decide';
import { placeOne } from './memory-place';
import type { MemoryDatabase } from './memory-database';
import { findOperation } from './operation-rows';
import type { Synchronous } from './synchronous';

export function memoryOrders(db: MemoryDatabase): Synchronous<OrderStore> {
  return {
    place: (placement) => placeOne(db, placement),
    decide: (records, nowMs) => decideBatch(db, records, nowMs),
    get: (orderId) => db.orders.get(orderId) ?? null,
    status: (orderId) => statusOf(db, orderId),
    lines: (orderId) => [...db.lines.of(orderId)].sort((a, b) => (a.sku < b.sku ? -1 : 1)),
    overdue: (shards, nowMs, intentKeptMs, limit) =>
      oldest(
        [...db.orders.values()].filter(
          (order) => shards.includes(order.shard) && isOverdue(order, nowMs, intentKeptMs),
        ),
        limit,
      ),
    checksRanOut: (shards, limit) =>
      oldest(
        [...db.orders.values()].filter((order) => shards.includes(order.shard) && ranOut(db, order)),
        limit,
      ),
  };
}

function statusOf(db: MemoryDatabase, orderId: string): OrderStatus | null {
  const order = db.orders.get(orderId);
  if (order === undefined) return null;
  const isHeld = db.reservations.of(orderId).some(({ state }) => state === 'held');
  return {
    order: isHeld ? order : { ...order, heldUntilMs: null },
    operations: db.operations
      .of(orderId)
      .map(({ operation, kind, state, amount, authorized, providerReference, nextCheckAtMs }) => ({
        operation,
        kind,
        state,
        amount: authorized ?? amount,
        providerReference,
        nextCheckAtMs,
      })),
    lines: db.lines.of(orderId).toSorted((a, b) => (a.sku < b.sku ? -1 : 1)),
  };
}

const oldest = (orders: OrderRecord[], limit: number): OrderRecord[] =>
  orders.sort((a, b) => a.updatedAtMs - b.updatedAtMs || (a.orderId < b.orderId ? -1 : 1)).slice(0, limit);

function isOverdue(order: OrderRecord, nowMs: number, intentKeptMs: number): boolean {
  switch (order.state) {
    case 'payment_authorizing':
      return order.deadlineAtMs !== null && order.deadlineAtMs <= nowMs;
    case 'order_intent_saved':
    case 'inventory_reserved':
      return order.createdAtMs <= nowMs - intentKeptMs;
    case 'payment_pending':
    case 'needs_reconciliation':
    case 'order_confirmed':
    case 'failed_safely':
      return false;
    default:
      return order.state satisfies never;
  }
}

/** Nobody knows and no look-up is planned, or it is known and nothing tells the owner. */
export function ranOut(db: MemoryDatabase, order: OrderRecord): boolean {
  if (order.state !== 'payment_authorizing' && order.state !== 'payment_pending') return false;
  const pay = findOperation(db, order.orderId, `pay:${order.orderId}`);
  if (pay === undefined || pay.nextCheckAtMs !== null) return false;
  if (['intended', 'unknown', 'requires_action', 'processing'].includes(pay.state)) return true;
  return ![...db.deliveries.values()].some(
    ({ consumer, orderId }) => orderId === order.orderId && consumer === 'order-owner',
  );
}
