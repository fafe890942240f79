/** Copies of the other region's carts and orders in memory: the later replaces the earlier, never the other way round. */
import type { CartCopyStore } from '../../stores/cart-copies';
import type { CopiesStore } from '../../stores/copies';
import type { StatusCopyStore } from '../../stores/status-copies';
import type { MemoryDatabase } from './memory-database';
import { raise } from './refusal';
import type { Synchronous } from './synchronous';

const PEER = 'the other region';

const replaces = (db: MemoryDatabase, next: number, before: number | undefined): boolean =>
  before === undefined || next > before || db.defects.has('copy_last_arrival_wins');

export function memoryStatusCopies(db: MemoryDatabase): Synchronous<StatusCopyStore> {
  return {
    keep: (told) =>
      db.transaction(() => {
        for (const each of told) {
          const { orderId, payload } = each;
          const before = db.statusReplicas.get(orderId)?.payload;
          if (!replaces(db, payload.change, before?.change)) continue;
          const isOlder = before !== undefined && payload.version < before.version;
          const isOthers = before !== undefined && payload.status_token_hash !== before.status_token_hash;
          if ((isOlder || isOthers) && !db.defects.has('copy_last_arrival_wins'))
            raise('EV014', `the copy of order ${orderId} is at version ${before.version}`);
          db.statusReplicas.put(orderId, each);
        }
      }),
    get: (orderId) => {
      const kept = db.statusReplicas.get(orderId);
      if (kept === undefined) return null;
      const { payload, toldAtMs } = kept;
      return { payload, toldAtMs, completeness: db.copiesComplete.get(PEER) ?? null };
    },
  };
}

export function memoryCartCopies(db: MemoryDatabase): Synchronous<Pick<CartCopyStore, 'keep' | 'get'>> {
  return {
    keep: (carts) =>
      db.transaction(() => {
        for (const cart of carts)
          if (replaces(db, cart.version, db.cartReplicas.get(cart.cartId)?.version))
            db.cartReplicas.put(cart.cartId, cart);
      }),
    get: (cartId) => {
      const kept = db.cartReplicas.get(cartId);
      return kept === undefined ? null : { ...kept, completeness: db.copiesComplete.get(PEER) ?? null };
    },
  };
}

export function memoryCompleteness(db: MemoryDatabase): Synchronous<Pick<CopiesStore, 'keep' | 'completeness'>> {
  return {
    keep: (told, nowMs) =>
      db.transaction(() => {
        const before = db.copiesComplete.get(PEER)?.completeUntilMs ?? Number.NEGATIVE_INFINITY;
        if (told.completeUntilMs > before) db.copiesComplete.put(PEER, { ...told, receivedAtMs: nowMs });
      }),
    completeness: () => db.copiesComplete.get(PEER) ?? null,
  };
}
