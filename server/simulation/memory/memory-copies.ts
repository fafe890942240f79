/** Copies of the other region's carts and orders in memory, and the queues that they are told from: the later replaces the earlier, never the other way round. */
import type { CartCopyStore, ToldCart } from '../../stores/cart-copies';
import type { CopiesStore } from '../../stores/copies';
import type { StatusCopyStore, ToldStatus } from '../../stores/status-copies';
import type { Completeness } from '../../domain/freshness';

/** `none`: as PostgreSQL. The others are mistakes that a run must find. */
export type CopyDefect = 'none' | 'last_arrival_wins';

export class MemoryCopies {
  private readonly statusesById = new Map<string, ToldStatus>();
  private readonly cartsById = new Map<string, ToldCart>();
  private complete: Completeness | null = null;

  constructor(private readonly defect: CopyDefect = 'none') {}

  readonly statuses: StatusCopyStore = {
    keep: (told) => {
      for (const each of told) {
        const before = this.statusesById.get(each.orderId);
        if (this.replaces(each.payload.change, before?.payload.change)) this.statusesById.set(each.orderId, each);
      }
      return Promise.resolve();
    },
    get: (orderId) => {
      const kept = this.statusesById.get(orderId);
      return Promise.resolve(
        kept === undefined ? null : { payload: kept.payload, toldAtMs: kept.toldAtMs, completeness: this.complete },
      );
    },
  };

  readonly carts: Pick<CartCopyStore, 'keep' | 'get'> = {
    keep: (carts) => {
      for (const cart of carts)
        if (this.replaces(cart.version, this.cartsById.get(cart.cartId)?.version))
          this.cartsById.set(cart.cartId, cart);
      return Promise.resolve();
    },
    get: (cartId) => {
      const kept = this.cartsById.get(cartId);
      return Promise.resolve(kept === undefined ? null : { ...kept, completeness: this.complete });
    },
  };

  readonly copies: Pick<CopiesStore, 'keep' | 'completeness'> = {
    keep: (told, nowMs) => {
      if (told.completeUntilMs > (this.complete?.completeUntilMs ?? Number.NEGATIVE_INFINITY))
        this.complete = { ...told, receivedAtMs: nowMs };
      return Promise.resolve();
    },
    completeness: () => Promise.resolve(this.complete),
  };

  private replaces(next: number, before: number | undefined): boolean {
    return before === undefined || next > before || this.defect === 'last_arrival_wins';
  }
}
