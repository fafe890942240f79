/** `/api/v1/checkouts`: allots an order id in the region that can serve the cart; nothing is held or charged by it. */
import type { Region } from '../domain/ids';
import type { CartView } from '../services/cart-keeper';
import type { CheckoutRecord } from '../stores/checkouts';
import type { ProductRecord } from '../stores/products';
import { type Exchange, Problem, readJson, sendJson } from './exchange';
import { ask, ownerUnreachable } from './regions';
import type { ApiParts } from './routes';
import { openCheckoutBody } from './shapes';

export async function openCheckout(parts: ApiParts, exchange: Exchange): Promise<void> {
  const body = await readJson(exchange, openCheckoutBody);
  const cart = await cartOf(parts, exchange, body.cart_id, body.cart_version);
  if (cart.version !== body.cart_version)
    throw new Problem(
      409,
      'cart_changed',
      `The cart is at version ${cart.version} by now. Show it to the customer again before opening checkout.`,
      { version: cart.version },
    );
  if (cart.lines.length === 0) throw new Problem(409, 'cart_empty', 'The cart is empty: there is nothing to order.');
  const owner = await regionThatCanServe(parts, exchange, cart);
  const { checkout, statusToken } = parts.gateway.allot(cart, body.email, owner);
  const ownerReached = await open(parts, exchange, checkout, owner);
  sendJson(exchange, 201, {
    order_id: checkout.orderId,
    reference: checkout.reference,
    status_url: `/orders/${checkout.orderId}?token=${statusToken}`,
    status_token: statusToken,
    owner_region: owner,
    owner_reached: ownerReached,
  });
}

/** A version of a cart is the same wherever it is read: a copy will do where its owner cannot be asked. Prices are always the server's own. */
async function cartOf(parts: ApiParts, exchange: Exchange, cartId: string, version: number): Promise<CartView> {
  const owner = parts.router.ownerOfCart(cartId);
  const read = await ask(parts, exchange, owner, 'cart_get', { cartId });
  if (read.kind === 'answered') {
    if (read.answer === null) throw new Problem(404, 'cart_not_found', 'There is no such cart.');
    return read.answer;
  }
  const nearest = await parts.nearestCart.read(cartId, { version, asOfMs: 0 }, exchange);
  if (nearest.kind === 'cart') return nearest.cart;
  throw ownerUnreachable(owner, 'The cart');
}

/** At its owner, and as a copy in the other region. An owner that is not reached gets it with the order, or from the intent keeper. */
async function open(parts: ApiParts, exchange: Exchange, checkout: CheckoutRecord, owner: Region): Promise<boolean> {
  const opened = await ask(parts, exchange, owner, 'checkout_open', { checkout });
  if (opened.kind === 'answered' && owner === parts.region) await parts.copier.copy(checkout, exchange);
  else {
    const sends = opened.kind === 'owner_unreachable' && opened.acted === 'unknown' ? 1 : 0;
    await parts.copies.keep([checkout], opened.kind === 'answered', sends, parts.clock.nowMs());
  }
  return opened.kind === 'answered';
}

/**
 * The region that keeps every line; this one when both do. Holds are taken in one region, in one transaction with the order. Where the
 * other region was never heard, it is the one that may keep what this one does not: the order waits for it, and is held there or refused.
 */
async function regionThatCanServe(parts: ApiParts, exchange: Exchange, cart: CartView): Promise<Region> {
  const kept = (products: readonly ProductRecord[]) =>
    cart.lines.every((line) => (products.find((product) => product.sku === line.sku)?.available ?? 0) >= line.quantity);
  if (kept(await parts.carts.products())) return parts.region;
  const peer = await parts.peerStock.get(exchange);
  if (cart.lines.every((line) => (peer.available.get(line.sku) ?? 0) >= line.quantity))
    return parts.router.otherRegion();
  const listed = await parts.carts.products();
  const keptHere = (sku: string) => (listed.find((product) => product.sku === sku)?.available ?? null) !== null;
  if (!peer.known && cart.lines.some((line) => !keptHere(line.sku))) return parts.router.otherRegion();
  return parts.region;
}
