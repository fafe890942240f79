/**
 * The order status reader: tells a customer how the order stands, never an earlier state than the customer has seen.
 * A wrong or missing token is answered as if there were no such order.
 */
import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../ports/clock';
import type { OrderStatus, OrderStore } from '../stores/orders';
import { sha256 } from './sha256';
import type { OrderWatcher } from './order-watcher';

export interface OrderStatusReaderParts {
  readonly clock: Clock;
  readonly orders: OrderStore;
  readonly watcher: OrderWatcher;
}

export interface StatusRequest {
  readonly orderId: string;
  readonly statusToken: string;
  /** Answer only with this version or a later one; waits for it as long as it may. */
  readonly minVersion: number;
  /** Wait for a version after `minVersion`, at most so long. */
  readonly waitMs: number;
}

export type StatusResult =
  | { readonly kind: 'status'; readonly status: OrderStatus }
  | { readonly kind: 'not_found' }
  /** The caller has seen a version that is not here: never answered with an older one. */
  | { readonly kind: 'behind'; readonly version: number };

/**
 * Each wait asks the records every third of a second: so many for one order, and whoever comes beyond them is told how it stands now. A
 * customer has a few tabs; a program that opens a thousand waits with one token gets no thousand reads a third of a second for it.
 */
export const MOST_WAITS_FOR_ONE = 20;

export class OrderStatusReader {
  constructor(private readonly parts: OrderStatusReaderParts) {}

  /** For whoever may read it without the customer's token. */
  standing(orderId: string): Promise<OrderStatus | null> {
    return this.parts.orders.status(orderId);
  }

  async read(request: StatusRequest): Promise<StatusResult> {
    const { clock, orders, watcher } = this.parts;
    const first = await orders.status(request.orderId);
    if (first === null || !sameHash(first.order.statusTokenHash, sha256(request.statusToken)))
      return { kind: 'not_found' };
    if (request.waitMs === 0 || watcher.waits(request.orderId) >= MOST_WAITS_FOR_ONE)
      return answer(first, request.minVersion);
    const watch = watcher.watch(request.orderId);
    try {
      const seen = Math.max(request.minVersion, first.order.version);
      if (first.order.version > request.minVersion && request.minVersion > 0) return answer(first, request.minVersion);
      await watch.until(
        (order) => order.version > seen || order.version > request.minVersion,
        clock.nowMs() + request.waitMs,
      );
      return answer((await orders.status(request.orderId)) ?? first, request.minVersion);
    } finally {
      watch.end();
    }
  }
}

function answer(status: OrderStatus, minVersion: number): StatusResult {
  return status.order.version < minVersion
    ? { kind: 'behind', version: status.order.version }
    : { kind: 'status', status };
}

/** Of two hashes in hex, in constant time. */
export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a, 'hex');
  const right = Buffer.from(b, 'hex');
  return left.length === right.length && timingSafeEqual(left, right);
}
