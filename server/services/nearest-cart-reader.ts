/** Reads a cart near the customer: its owner's where that is here, else a copy that is young and new enough, else the owner's, else the last known. */
import { type Copy, copyAsOfMs, mayAnswer, mayBeLastKnown, type Seen } from '../domain/freshness';
import type { Region } from '../domain/ids';
import type { Clock } from '../ports/clock';
import type { CartCopy, CartCopyStore } from '../stores/cart-copies';
import type { CartKeeper, CartView } from './cart-keeper';
import type { CallContext, RegionRouter } from './region-router';

export interface NearestCartReaderParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly carts: Pick<CartKeeper, 'viewOfCopy'>;
  readonly copies: Pick<CartCopyStore, 'get'>;
  readonly router: Pick<RegionRouter, 'ownerOfCart' | 'ask'>;
}

export type NearestCart =
  | { readonly kind: 'cart'; readonly cart: CartView }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'owner_unreachable'; readonly owner: Region };

const PATIENCE_MS = 5_000;
const PATIENCE_WITH_COPY_MS = 1_500;

export class NearestCartReader {
  constructor(private readonly parts: NearestCartReaderParts) {}

  async read(cartId: string, seen: Seen, context: Omit<CallContext, 'remainingMs'>): Promise<NearestCart> {
    const { carts, clock, copies, region, router } = this.parts;
    const owner = router.ownerOfCart(cartId);
    const kept = owner === region ? null : await copies.get(cartId).catch(() => null);
    if (kept !== null && mayAnswer(kept, seen, clock.nowMs()))
      return { kind: 'cart', cart: await carts.viewOfCopy(shown(kept, owner), 'replica', copyAsOfMs(kept)) };
    const showable = kept !== null && mayBeLastKnown(kept, seen);
    const remainingMs = showable ? PATIENCE_WITH_COPY_MS : PATIENCE_MS;
    const routed = await router.ask(owner, 'cart_get', { cartId }, { ...context, remainingMs });
    if (routed.kind === 'answered')
      return routed.answer === null ? { kind: 'not_found' } : { kind: 'cart', cart: routed.answer };
    return kept !== null && showable
      ? { kind: 'cart', cart: await carts.viewOfCopy(shown(kept, owner), 'last_known', copyAsOfMs(kept)) }
      : { kind: 'owner_unreachable', owner };
  }
}

const shown = (copy: CartCopy & Copy, owner: Region) => ({
  cartId: copy.cartId,
  region: owner,
  version: copy.version,
  items: copy.items,
  updatedAtMs: copy.toldAtMs,
});
