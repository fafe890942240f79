/**
 * This browser never shows an older version of an order than it has shown before: the highest is kept for the session,
 * and anything older is put aside, whoever answered it.
 */
import type { OrderResource } from '@/components/store/resources';

export interface SeenOrder {
  readonly order: OrderResource;
  /** When it was read, this browser's clock. */
  readonly readAtMs: number;
}

const keyOf = (orderId: string) => `evident.seen.${orderId}`;

export function recall(orderId: string): SeenOrder | null {
  try {
    const text = sessionStorage.getItem(keyOf(orderId));
    return text === null ? null : (JSON.parse(text) as SeenOrder);
  } catch {
    return null;
  }
}

/** Returns the newer of what is known and what was just read, and remembers it. */
export function remember(known: SeenOrder, read: SeenOrder): SeenOrder {
  const newest = read.order.version >= known.order.version ? read : known;
  try {
    sessionStorage.setItem(keyOf(newest.order.order_id), JSON.stringify(newest));
  } catch {
    // A browser that keeps nothing still has the server's own floor, `min_version`.
  }
  return newest;
}
