/** The queues in memory: oldest first, one message an order for the owner, and nothing dropped. */
import type { OrderRecord } from '../../domain/order-record';
import type { DeliveryStore, QueuedMessage } from '../../stores/deliveries';
import { evidenceOfCases, openCase } from './case-rows';
import { appendEvidence } from './evidence-rows';
import type { MemoryDatabase } from './memory-database';
import { deliveryKey, outboxOf } from './message-rows';
import type { DeliveryRow } from './rows';
import type { Synchronous } from './synchronous';

export function memoryDeliveries(db: MemoryDatabase): Synchronous<DeliveryStore> {
  return {
    forOwner(shards, nowMs, limit) {
      const first = new Map<string, number>();
      for (const row of db.deliveries.values())
        if (row.consumer === 'order-owner')
          first.set(row.orderId, Math.min(row.position, first.get(row.orderId) ?? row.position));
      return queue(db, 'order-owner', nowMs)
        .filter((row) => shards.includes(row.shard) && first.get(row.orderId) === row.position)
        .slice(0, limit)
        .sort((a, b) => (a.orderId < b.orderId ? -1 : 1))
        .flatMap((row) => {
          const message = queued(db, row);
          const order = db.orders.get(row.orderId);
          if (message === null || order === undefined) return [];
          return [{ ...message, order: { ...order, refundOrderedMinor: refundOrdered(db, order) } }];
        });
    },
    forConsumer: (consumer, nowMs, limit) =>
      queue(db, consumer, nowMs)
        .filter(({ orderId }) => !db.isClosed(orderId))
        .slice(0, limit)
        .flatMap((row) => queued(db, row) ?? []),
    postpone: ({ orderId, messageId, consumer }, error, notBeforeMs) =>
      db.transaction(() => {
        const key = deliveryKey(orderId, messageId, consumer);
        const row = db.deliveries.get(key);
        if (row !== undefined)
          db.deliveries.put(key, { ...row, attempts: row.attempts + 1, lastError: error.slice(0, 500), notBeforeMs });
      }),
    park: ({ orderId, messageId, consumer }, { code, reason }, evidence, nowMs, opened = null) =>
      db.transaction(() => {
        const key = deliveryKey(orderId, messageId, consumer);
        const off = db.deliveries.delete(key);
        if (off === undefined) return;
        db.deadLetters.put(key, {
          orderId,
          messageId,
          consumer,
          reason: reason.slice(0, 500),
          code,
          attempts: off.attempts,
          parkedAtMs: nowMs,
        });
        const cases = opened === null ? [] : [openCase(db, opened, nowMs)];
        appendEvidence(db, evidenceOfCases(evidence, cases));
      }),
    depths() {
      const consumers = [...new Set([...db.deliveries.values()].map((row) => row.consumer))].sort();
      return consumers.map((consumer) => {
        const rows = [...db.deliveries.values()].filter((row) => row.consumer === consumer);
        return {
          consumer,
          undelivered: rows.length,
          oldestAtMs: Math.min(...rows.map((row) => row.enqueuedAtMs)),
        };
      });
    },
  };
}

/** Only of a confirmed order, as the statement reads it. */
function refundOrdered(db: MemoryDatabase, order: OrderRecord): number {
  if (order.state !== 'order_confirmed') return 0;
  return db.refunds.of(order.orderId).reduce((sum, refund) => sum + refund.amountMinor, 0);
}

function queue(db: MemoryDatabase, consumer: string, nowMs: number): DeliveryRow[] {
  const rows: DeliveryRow[] = [];
  for (const row of db.deliveries.values()) if (row.consumer === consumer && row.notBeforeMs <= nowMs) rows.push(row);
  return rows.sort((a, b) => a.position - b.position);
}

function queued(db: MemoryDatabase, row: DeliveryRow): QueuedMessage | null {
  const message = outboxOf(db, row);
  if (message === undefined) return null;
  const { orderId, messageId, schema, schemaVersion, paymentOperation, requestId, traceId, payload, recordedAtMs } =
    message;
  return {
    orderId,
    messageId,
    schema,
    schemaVersion,
    paymentOperation,
    requestId,
    traceId,
    payload,
    attempts: row.attempts,
    lastError: row.lastError,
    recordedAtMs,
  };
}
