/** Fills a cart and opens its checkout, at the order's owner and as a copy in the other region, as the product's door does it. */
import { otherRegion } from '../domain/ids';
import type { Habits } from './customer-habits';
import type { SentBody } from './telling';
import type { WebServices } from './web-process';

export interface OpenedCheckout {
  readonly orderId: string;
  readonly statusToken: string;
  readonly body: SentBody;
}

const PATIENCE_MS = 6_000;

export async function fillAndOpen(services: WebServices, habits: Habits, email: string): Promise<OpenedCheckout> {
  const { carts, checkoutCopies, clock, copier, gateway, router } = services;
  const { lines, name, paymentMethod, region } = habits;
  let cart = await carts.create();
  for (const line of lines) {
    const changed = await carts.setItem(cart.cartId, line, cart.version);
    if (changed.kind !== 'changed') throw new Error(`cart ${changed.kind}`);
    cart = changed.cart;
  }
  const owner = habits.ownedElsewhere ? otherRegion(region) : region;
  const { checkout, statusToken } = gateway.allot(cart, email, owner);
  const context = { requestId: `req_${name}_open`, traceparent: '', remainingMs: PATIENCE_MS };
  const opened = await router.ask(owner, 'checkout_open', { checkout }, context);
  if (opened.kind === 'answered' && owner === region) await copier.copy(checkout, context);
  else {
    const sends = opened.kind === 'owner_unreachable' && opened.acted === 'unknown' ? 1 : 0;
    await checkoutCopies.keep([checkout], opened.kind === 'answered', sends, clock.nowMs());
  }
  return {
    orderId: checkout.orderId,
    statusToken,
    body: { cartId: cart.cartId, cartVersion: cart.version, email, paymentMethod },
  };
}
