/** Carts in memory: one version per change, and an older version never overwrites a newer one. */
import type { CartItem, CartStore } from '../../stores/carts';
import type { MemoryDatabase } from './memory-database';
import type { Synchronous } from './synchronous';

export function memoryCarts(db: MemoryDatabase): Synchronous<CartStore> {
  return {
    create: (cartId, region, nowMs) =>
      db.transaction(() => {
        if (!db.carts.has(cartId)) db.carts.put(cartId, { cartId, region, version: 1, items: [], updatedAtMs: nowMs });
      }),
    get: (cartId) => db.carts.get(cartId) ?? null,
    setItem: (cartId, item, expectedVersion, nowMs) =>
      db.transaction(() => {
        const before = db.carts.get(cartId);
        if (before === undefined) return { kind: 'no_such_cart' };
        if (expectedVersion !== null && before.version !== expectedVersion)
          return { kind: 'stale', version: before.version };
        const cart = {
          ...before,
          version: before.version + 1,
          items: withItem(before.items, item),
          updatedAtMs: nowMs,
        };
        db.carts.put(cartId, cart);
        return { kind: 'changed', cart };
      }),
  };
}

function withItem(items: readonly CartItem[], item: CartItem): CartItem[] {
  return [...items.filter(({ sku }) => sku !== item.sku), { sku: item.sku, quantity: item.quantity }]
    .filter(({ quantity }) => quantity > 0)
    .sort((a, b) => (a.sku < b.sku ? -1 : 1));
}
