/** The table of the public API: method, path, handler. What is not in it is not answered here. */
import type { Region } from '../domain/ids';
import type { Clock } from '../ports/clock';
import type { WebhookVerifier } from '../ports/payment-provider';
import type { CartKeeper } from '../services/cart-keeper';
import type { CheckoutGateway } from '../services/checkout-gateway';
import type { CheckoutCopier } from '../services/checkout-copier';
import type { OrderForwarder } from '../services/order-forwarder';
import type { NearestCartReader } from '../services/nearest-cart-reader';
import type { NearestStatusReader } from '../services/nearest-status-reader';
import type { RegionRouter } from '../services/region-router';
import type { CheckoutCopyStore } from '../stores/checkout-copies';
import { createCart, getCart, getCatalog, putCartItem } from './carts-api';
import { type Exchange, Problem } from './exchange';
import { openCheckout } from './checkouts-api';
import { getOrder, placeOrder } from './orders-api';
import type { PeerStockReader } from './peer-stock';
import type { SeenCookie } from './seen-cookie';
import type { ToldCustomers } from './told-customers';
import { receiveWebhook } from './webhooks-api';

export interface ApiParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly router: RegionRouter;
  readonly forwarder: OrderForwarder;
  readonly copier: CheckoutCopier;
  readonly copies: Pick<CheckoutCopyStore, 'keep'>;
  readonly carts: CartKeeper;
  readonly gateway: CheckoutGateway;
  readonly peerStock: PeerStockReader;
  readonly told: ToldCustomers;
  readonly seen: SeenCookie;
  readonly nearestCart: NearestCartReader;
  readonly nearestStatus: NearestStatusReader;
  readonly webhooks: WebhookVerifier;
  /** Under pressure, or when somebody said so; counted. */
  shedsRecommendations(): boolean;
}

type Handler = (parts: ApiParts, exchange: Exchange, ...captured: string[]) => Promise<void>;

interface Route {
  readonly method: string;
  /** A bounded name for metrics. */
  readonly name: string;
  readonly path: RegExp;
  readonly handler: Handler;
}

export const ROUTES: readonly Route[] = [
  { method: 'POST', name: 'place_order', path: /^\/api\/v1\/orders$/, handler: placeOrder },
  { method: 'GET', name: 'order_status', path: /^\/api\/v1\/orders\/([^/]+)$/, handler: getOrder },
  { method: 'POST', name: 'open_checkout', path: /^\/api\/v1\/checkouts$/, handler: openCheckout },
  { method: 'GET', name: 'catalog', path: /^\/api\/v1\/catalog$/, handler: getCatalog },
  { method: 'POST', name: 'create_cart', path: /^\/api\/v1\/carts$/, handler: createCart },
  { method: 'GET', name: 'read_cart', path: /^\/api\/v1\/carts\/([^/]+)$/, handler: getCart },
  { method: 'PUT', name: 'set_cart_item', path: /^\/api\/v1\/carts\/([^/]+)\/items\/([^/]+)$/, handler: putCartItem },
  { method: 'POST', name: 'webhook', path: /^\/api\/v1\/webhooks\/stripe$/, handler: receiveWebhook },
];

export interface Match {
  readonly name: string;
  run(parts: ApiParts, exchange: Exchange): Promise<void>;
}

/** @throws Problem 404 or 405 */
export function matchRoute(method: string, path: string): Match {
  const allowed: string[] = [];
  for (const route of ROUTES) {
    const found = route.path.exec(path);
    if (found === null) continue;
    if (route.method === method)
      return { name: route.name, run: (parts, exchange) => route.handler(parts, exchange, ...found.slice(1)) };
    allowed.push(route.method);
  }
  if (allowed.length > 0)
    throw new Problem(
      405,
      'method_not_allowed',
      `This path answers ${allowed.join(', ')}.`,
      {},
      { Allow: allowed.join(', ') },
    );
  throw new Problem(404, 'not_found', 'There is nothing at this path. /api/openapi.json describes what there is.');
}
