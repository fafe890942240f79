/** `/api/v1/orders`: the public face of the promise. Each outcome has one status, the same on every repeat. */
import { laterSeen } from '../domain/freshness';
import { isFinal } from '../domain/order';
import type { OrderResource } from '../domain/order-resource';
import type { PlaceAnswer } from '../services/storefront';
import { type Exchange, header, parse, Problem, readJson, sendJson } from './exchange';
import { contextOf, keptUnseen, keyNotKnownYet, LINK_PATIENCE_MS, ownerUnreachable } from './regions';
import type { ApiParts } from './routes';
import { idempotencyKey, orderIdShape, placeOrderBody, statusQuery } from './shapes';

export async function placeOrder(parts: ApiParts, exchange: Exchange): Promise<void> {
  const orderId = parse(idempotencyKey, header(exchange.request, 'idempotency-key'), 'idempotency_key_invalid');
  const body = await readJson(exchange, placeOrderBody);
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
  const seen = parts.seen.seen(exchange, orderId);
  const forwarded = await parts.forwarder.place(request, asked, contextOf(exchange, LINK_PATIENCE_MS), seen.version);
  switch (forwarded.kind) {
    case 'answered':
      return answerPlaced(parts, exchange, forwarded.answer);
    case 'kept':
      return answerKept(exchange, forwarded.order, forwarded.replayed);
    case 'kept_unseen':
      throw keptUnseen(orderId, forwarded);
    case 'last_known':
      rememberSeen(parts, exchange, forwarded.order);
      return sendOrder(exchange, statusOf(forwarded.order), forwarded.order, {
        headers: headersOf(forwarded.order, true, KEPT_RETRY_AFTER_S),
      });
    case 'unreachable':
      throw ownerUnreachable(forwarded.owner, `The order ${orderId}`, seen);
    case 'key_not_known_yet':
      throw keyNotKnownYet(forwarded.opener);
    default:
      return forwarded satisfies never;
  }
}

/** Kept for its owner: accepted and not decided; 503 once it is not placed from here any more. */
function answerKept(exchange: Exchange, order: OrderResource, replayed: boolean): void {
  const headers = headersOf(order, replayed, KEPT_RETRY_AFTER_S);
  if (order.kept?.expired !== true) return sendOrder(exchange, 202, order, { headers });
  sendOrder(exchange, 503, order, { headers, more: { code: 'owner_unreachable' } });
}

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly more?: { readonly code: string; readonly retry_after_seconds?: number };
}

/** With the status of an error it carries what every error carries, its code and the request's id. */
function sendOrder(exchange: Exchange, status: number, order: OrderResource, { headers, more }: Sent): void {
  const error = { code: order.reason, request_id: exchange.requestId, ...more };
  sendJson(exchange, status, status < 400 ? order : { ...order, ...error }, headers);
}

function answerPlaced(parts: ApiParts, exchange: Exchange, answer: PlaceAnswer): void {
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
      throw tooManyOrders(answer.retryAfterSeconds);
    default:
      return answer satisfies never;
  }
}

/** The same to whoever is turned away at the door and to whoever waited in vain: of neither was anything read from the records. */
export const tooManyOrders = (retryAfterSeconds: number): Problem =>
  new Problem(
    429,
    'too_many_requests',
    'The store is taking in as many orders as it can, and this one was not read: nothing was written, held or charged. Its checkout stands, with its lines and prices. Repeat the same request under the same key after the time given.',
    {},
    { 'Retry-After': String(retryAfterSeconds) },
  );

/** Seconds until asking again makes sense while an order is not final, and while its owner is not reached. */
const RETRY_AFTER_S = '2';
const KEPT_RETRY_AFTER_S = '3';

/** An ending is not asked for again, unless it is only what was last known. */
const retryOf = ({ last_known, state }: OrderResource, retryAfter: string): Record<string, string> =>
  isFinal(state) && last_known !== true ? {} : { 'Retry-After': retryAfter };

function headersOf(order: OrderResource, replayed: boolean, retryAfter: string): Record<string, string> {
  return {
    Location: `/api/v1/orders/${order.order_id}`,
    ...(replayed ? { 'Idempotent-Replayed': 'true' } : {}),
    ...retryOf(order, retryAfter),
  };
}

function answerOrder(
  parts: ApiParts,
  exchange: Exchange,
  order: OrderResource,
  replayed: boolean,
  refusal: { code: string; retryAfterSeconds: number } | null,
): void {
  const headers = headersOf(order, replayed, RETRY_AFTER_S);
  if (refusal !== null) headers['Retry-After'] = String(refusal.retryAfterSeconds);
  const status = refusal !== null ? 503 : statusOf(order);
  const more = refusal === null ? {} : { more: { code: refusal.code, retry_after_seconds: refusal.retryAfterSeconds } };
  rememberSeen(parts, exchange, order);
  sendOrder(exchange, status, order, { headers, ...more });
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
  const minVersion = query.min_version ?? 0;
  const seen = laterSeen(parts.seen.seen(exchange, orderId), { version: minVersion, asOfMs: 0 });
  const answer = await parts.nearestStatus.read(
    {
      orderId,
      statusToken,
      seen,
      // another tab has seen more than the one that asks: it need not wait for what is there
      waitMs: seen.version > minVersion ? 0 : (query.wait_seconds ?? 0) * 1000,
      fromOwner: /\bno-cache\b/.test(header(exchange.request, 'cache-control')),
    },
    exchange,
  );
  switch (answer.kind) {
    case 'status':
      rememberSeen(parts, exchange, answer.order);
      sendJson(exchange, 200, answer.order, retryOf(answer.order, RETRY_AFTER_S));
      // a kept intent has evidence of its own, and what its owner said before was witnessed then
      if (answer.order.kept === undefined && answer.order.last_known === undefined)
        parts.told.remember(exchange, answer.order, 200);
      return;
    case 'not_found':
      throw noSuchOrder();
    case 'owner_unreachable':
      throw ownerUnreachable(answer.owner, 'The order', seen);
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

const rememberSeen = (parts: ApiParts, exchange: Exchange, order: OrderResource): void =>
  parts.seen.remember(exchange, order.order_id, { version: order.version, asOfMs: Date.parse(order.fresh_as_of) });

const noSuchOrder = () =>
  new Problem(
    404,
    'order_not_found',
    'There is no such order for this token. Use the link that the checkout gave you.',
  );
