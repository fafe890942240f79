/** `/api/v1/checkouts` and `/api/v1/orders`: the public face of the promise. Each outcome has one status, the same on every repeat. */
import type { Region } from '../domain/ids';
import { isFinal } from '../domain/order';
import type { OrderResource } from '../domain/order-resource';
import type { CartView } from '../services/cart-keeper';
import type { ProductRecord } from '../stores/products';
import { type Exchange, header, parse, Problem, readJson, sendJson } from './exchange';
import { ask, ownerUnreachable } from './regions';
import type { ApiParts } from './routes';
import { idempotencyKey, openCheckoutBody, orderIdShape, placeOrderBody, statusQuery } from './shapes';

export async function openCheckout(parts: ApiParts, exchange: Exchange): Promise<void> {
  const body = await readJson(exchange, openCheckoutBody);
  const cartOwner = parts.router.ownerOfCart(body.cart_id);
  const read = await ask(parts, exchange, cartOwner, 'cart_get', { cartId: body.cart_id });
  if (read.kind === 'owner_unreachable') throw ownerUnreachable(cartOwner, 'The cart');
  const cart = read.answer;
  if (cart === null) throw new Problem(404, 'cart_not_found', 'There is no such cart.');
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
  const opened = await ask(parts, exchange, owner, 'checkout_open', { checkout });
  if (opened.kind === 'owner_unreachable') throw ownerUnreachable(owner, 'The order');
  sendJson(exchange, 201, {
    order_id: checkout.orderId,
    reference: checkout.reference,
    status_url: `/orders/${checkout.orderId}?token=${statusToken}`,
    status_token: statusToken,
  });
}

/** The region that keeps every line; this one when both do. Holds are taken in one region, in one transaction with the order. */
async function regionThatCanServe(parts: ApiParts, exchange: Exchange, cart: CartView): Promise<Region> {
  const kept = (products: readonly ProductRecord[]) =>
    cart.lines.every((line) => (products.find((product) => product.sku === line.sku)?.available ?? 0) >= line.quantity);
  if (kept(await parts.carts.products())) return parts.region;
  const peer = await parts.peerStock.get(exchange);
  if (cart.lines.every((line) => (peer.available.get(line.sku) ?? 0) >= line.quantity))
    return parts.router.otherRegion();
  return parts.region;
}

export async function placeOrder(parts: ApiParts, exchange: Exchange): Promise<void> {
  const orderId = parse(idempotencyKey, header(exchange.request, 'idempotency-key'), 'idempotency_key_invalid');
  const body = await readJson(exchange, placeOrderBody);
  const owner = parts.router.ownerOfOrder(orderId);
  const request = {
    orderId,
    cartId: body.cart_id,
    cartVersion: body.cart_version,
    email: body.email,
    paymentMethod: body.payment_method,
  };
  const asked = {
    requestId: exchange.requestId,
    traceId: exchange.traceId,
    region: parts.region,
    nowMs: parts.clock.nowMs(),
  };
  const routed = await ask(parts, exchange, owner, 'order_place', { request, asked });
  if (routed.kind === 'owner_unreachable') throw ownerUnreachable(owner, `The order ${orderId}`);
  const answer = routed.answer;
  switch (answer.kind) {
    case 'order':
      return answerOrder(parts, exchange, answer.order, answer.replayed, answer.refusal);
    case 'unknown_key':
      throw new Problem(
        404,
        'checkout_not_found',
        'No checkout gave out this key. Open one with POST /api/v1/checkouts and use its order_id.',
      );
    case 'different_body':
      throw new Problem(
        422,
        'idempotency_key_reused',
        `The key was used with another body; these fields differ: ${answer.fields.join(', ')}. Send the same body, or open a new checkout.`,
        { fields: answer.fields },
      );
    case 'cart_changed':
      throw new Problem(
        409,
        'cart_changed',
        `The checkout was opened for cart version ${answer.cartVersion}. Open a new one for the cart as it is now.`,
        { cart_version: answer.cartVersion },
      );
    case 'not_owner':
      throw new Problem(
        503,
        'owner_moving',
        'The order is moving between regions. Repeat the same request shortly.',
        {},
        { 'Retry-After': '2' },
      );
    case 'too_busy':
      throw new Problem(
        429,
        'too_many_requests',
        'The store is taking in as many orders as it can. Nothing was sent or charged; repeat the same request after the time given.',
        {},
        { 'Retry-After': String(answer.retryAfterSeconds) },
      );
    default:
      return answer satisfies never;
  }
}

/** Seconds until asking again makes sense while an order is not final. */
const RETRY_AFTER_S = '2';

function answerOrder(
  parts: ApiParts,
  exchange: Exchange,
  order: OrderResource,
  replayed: boolean,
  refusal: { code: string; retryAfterSeconds: number } | null,
): void {
  const headers: Record<string, string> = { Location: `/api/v1/orders/${order.order_id}` };
  if (replayed) headers['Idempotent-Replayed'] = 'true';
  if (refusal !== null) headers['Retry-After'] = String(refusal.retryAfterSeconds);
  else if (!isFinal(order.state)) headers['Retry-After'] = RETRY_AFTER_S;
  const status = refusal !== null ? 503 : statusOf(order);
  const body =
    refusal === null ? order : { ...order, code: refusal.code, retry_after_seconds: refusal.retryAfterSeconds };
  sendJson(exchange, status, body, headers);
  parts.told.remember(exchange, order, status);
}

function statusOf(order: OrderResource): number {
  if (order.state === 'order_confirmed') return 201;
  if (order.state !== 'failed_safely') return 202;
  return order.reason === 'out_of_stock' || order.reason === 'intent_expired' || order.reason === 'withdrawn'
    ? 409
    : 402;
}

export async function getOrder(parts: ApiParts, exchange: Exchange, orderIdText: string): Promise<void> {
  const orderId = parse(orderIdShape, orderIdText, 'order_id_invalid');
  const query = parse(statusQuery, Object.fromEntries(exchange.url.searchParams), 'query_invalid');
  const statusToken = /^Bearer ([A-Za-z0-9_-]{16,128})$/.exec(header(exchange.request, 'authorization'))?.[1];
  if (statusToken === undefined) throw noSuchOrder();
  const owner = parts.router.ownerOfOrder(orderId);
  const minVersion = query.min_version ?? 0;
  const waitMs = (query.wait_seconds ?? 0) * 1000;
  const routed = await ask(
    parts,
    exchange,
    owner,
    'order_status',
    { orderId, statusToken, minVersion, waitMs },
    waitMs + 5_000,
  );
  if (routed.kind === 'owner_unreachable') throw ownerUnreachable(owner, 'The order');
  const answer = routed.answer;
  switch (answer.kind) {
    case 'status':
      sendJson(exchange, 200, answer.order, isFinal(answer.order.state) ? {} : { 'Retry-After': RETRY_AFTER_S });
      return parts.told.remember(exchange, answer.order, 200);
    case 'not_found':
      throw noSuchOrder();
    case 'behind':
      throw new Problem(
        503,
        'not_fresh_enough',
        'A newer version of this order was shown before than can be read here now. Ask again shortly.',
        { version: answer.version },
        { 'Retry-After': '1' },
      );
    default:
      return answer satisfies never;
  }
}

const noSuchOrder = () =>
  new Problem(
    404,
    'order_not_found',
    'There is no such order for this token. Use the link that the checkout gave you.',
  );
