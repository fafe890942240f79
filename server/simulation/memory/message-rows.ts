/** Outbox, queues and inbox: written with the change that they tell of, taken off with the effect that they cause. */
import type { NewMessage } from '../../domain/decision-record';
import type { MemoryDatabase } from './memory-database';
import { unique } from './refusal';
import type { DeliveryRow } from './rows';

export interface MessageRoute {
  readonly region: string;
  readonly shard: number;
}

export const deliveryKey = (orderId: string, messageId: string, consumer: string): string =>
  `${orderId}|${messageId}|${consumer}`;
const outboxKey = (orderId: string, messageId: string): string => `${orderId}|${messageId}`;

/** A message that was published before is not queued again. */
export function publish(db: MemoryDatabase, message: NewMessage, route: MessageRoute, nowMs: number): void {
  const key = outboxKey(message.orderId, message.messageId);
  if (db.outbox.has(key)) return;
  const { orderId, messageId, schema, schemaVersion, paymentOperation, requestId, traceId, payload } = message;
  const row = {
    orderId,
    messageId,
    schema,
    schemaVersion,
    paymentOperation,
    requestId,
    traceId,
    region: route.region,
    payload,
    recordedAtMs: nowMs,
  };
  db.outbox.put(key, row);
  db.changed({ kind: 'published', row });
  for (const consumer of message.consumers) {
    const queued = deliveryKey(orderId, messageId, consumer);
    if (db.deliveries.has(queued)) continue;
    db.deliveries.put(queued, {
      orderId,
      messageId,
      consumer,
      shard: route.shard,
      position: db.nextPosition(),
      attempts: 0,
      notBeforeMs: nowMs,
      lastError: null,
      enqueuedAtMs: nowMs,
    });
  }
}

export function outboxOf(db: MemoryDatabase, delivery: DeliveryRow) {
  return db.outbox.get(outboxKey(delivery.orderId, delivery.messageId));
}

/** Of an order that left with its shard nothing is remembered here: its consumers act where it went. */
function refuseWhenLeft(db: MemoryDatabase, orderId: string): void {
  if (!db.defects.has('no_memory_guard')) db.refuseWhenClosed(orderId);
}

/** The consumer's memory, strict: a second time is refused. */
export function remember(db: MemoryDatabase, orderId: string, consumer: string, messageId: string): void {
  refuseWhenLeft(db, orderId);
  unique(!db.inbox.has(deliveryKey(orderId, messageId, consumer)), 'inbox_pkey');
  db.inbox.put(deliveryKey(orderId, messageId, consumer), true);
  db.changed({ kind: 'consumed', orderId, messageId, consumer });
}

/** The consumer's memory, lenient: false when it was there already. The message leaves the queue either way. */
export function consumeOnce(
  db: MemoryDatabase,
  orderId: string,
  consumer: 'mail' | 'sales',
  messageId: string,
): boolean {
  refuseWhenLeft(db, orderId);
  db.deliveries.delete(deliveryKey(orderId, messageId, consumer));
  const key = deliveryKey(orderId, messageId, consumer);
  if (db.inbox.has(key)) return db.defects.has('no_inbox');
  db.inbox.put(key, true);
  db.changed({ kind: 'consumed', orderId, messageId, consumer });
  return true;
}
