/** The small stores in memory: checkouts, products, evidence. */
import type { CheckoutStore } from '../../stores/checkouts';
import type { EvidenceStore } from '../../stores/evidence-rows';
import type { ProductStore } from '../../stores/products';
import { appendEvidence } from './evidence-rows';
import type { MemoryDatabase } from './memory-database';
import type { Synchronous } from './synchronous';

export function memoryCheckouts(db: MemoryDatabase): Synchronous<CheckoutStore> {
  return {
    open: (checkout) =>
      db.transaction(() => {
        db.refuseWhenClosed(checkout.orderId);
        if (!db.checkouts.has(checkout.orderId)) db.checkouts.put(checkout.orderId, checkout);
      }),
    get: (orderId) => db.checkouts.get(orderId) ?? null,
  };
}

export function memoryProducts(db: MemoryDatabase): Synchronous<ProductStore> {
  return {
    list: () =>
      db.products.map((product) => {
        const stock = db.stock.get(product.sku);
        return { ...product, available: stock?.available ?? null, stockAsOfMs: stock?.updatedAtMs ?? null };
      }),
  };
}

export function memoryEvidence(db: MemoryDatabase): Synchronous<EvidenceStore> {
  return {
    append: (rows) =>
      db.transaction(() => {
        appendEvidence(db, rows);
      }),
    list: (orderId) => [...db.evidence.of(orderId)],
  };
}
