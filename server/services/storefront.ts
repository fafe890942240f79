/**
 * What this region does for a customer as the owner of a cart or an order. Answers are plain data: the same one goes to a browser
 * here and over the region link to the peer that asked for it.
 */
import { freshAtOwner } from '../domain/freshness';
import type { Region } from '../domain/ids';
import { type OrderResource, orderResource } from '../domain/order-resource';
import type { Asked } from '../domain/placement';
import type { ProviderEvent } from '../ports/payment-provider';
import type { Clock } from '../ports/clock';
import type { CheckoutRecord } from '../stores/checkouts';
import type { OrderStatus } from '../stores/orders';
import type { ProductRecord } from '../stores/products';
import type { CartKeeper, CartView, SetItemResult } from './cart-keeper';
import type { CheckoutGateway, OrderRequest } from './checkout-gateway';
import type { OrderStatusReader, StatusRequest } from './order-status-reader';
import type { PaymentReceiver } from './payment-receiver';

export type PlaceAnswer =
  | {
      readonly kind: 'order';
      readonly order: OrderResource;
      readonly replayed: boolean;
      readonly refusal: { readonly code: string; readonly retryAfterSeconds: number } | null;
    }
  | { readonly kind: 'unknown_key' }
  | { readonly kind: 'different_body'; readonly fields: readonly string[] }
  | { readonly kind: 'cart_changed'; readonly cartVersion: number }
  | { readonly kind: 'not_owner' }
  | { readonly kind: 'too_busy'; readonly retryAfterSeconds: number };

export type StatusAnswer =
  | { readonly kind: 'status'; readonly order: OrderResource }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'behind'; readonly version: number };

/** Everything that one region can be asked for, by name and plain data; the region link carries exactly these. */
export interface Storefront {
  cart_get(input: { cartId: string }): Promise<CartView | null>;
  cart_set_item(input: {
    cartId: string;
    sku: string;
    quantity: number;
    expectedVersion: number | null;
  }): Promise<SetItemResult>;
  products(input: Record<string, never>): Promise<readonly ProductRecord[]>;
  checkout_open(input: { checkout: CheckoutRecord }): Promise<{ opened: true }>;
  /** `checkout`: a copy, where the asking region does not know that the owner has it. */
  order_place(input: { request: OrderRequest; asked: Asked; checkout?: CheckoutRecord | null }): Promise<PlaceAnswer>;
  /** How the order stands, without its customer's token; null where there is none. */
  order_standing(input: { orderId: string }): Promise<OrderResource | null>;
  order_status(input: StatusRequest): Promise<StatusAnswer>;
  webhook(input: {
    event: ProviderEvent;
    orderId: string;
    requestId: string;
    traceId: string;
  }): Promise<{ answer: string }>;
}

export interface StorefrontParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly carts: CartKeeper;
  readonly gateway: CheckoutGateway;
  readonly status: OrderStatusReader;
  readonly payments: PaymentReceiver;
  /** IANA zone for times inside customer messages. */
  readonly timeZone: string;
}

export function localStorefront(parts: StorefrontParts): Storefront {
  const { carts, clock, gateway, payments, region, status, timeZone } = parts;
  const resource = ({ order, operations, lines }: OrderStatus): OrderResource => {
    const nowMs = clock.nowMs();
    const freshness = freshAtOwner(region, nowMs);
    return orderResource(order, operations, lines, { region, ownerRegion: region, nowMs, freshness, timeZone });
  };
  return {
    cart_get: ({ cartId }) => carts.get(cartId),
    cart_set_item: ({ cartId, sku, quantity, expectedVersion }) =>
      carts.setItem(cartId, { sku, quantity }, expectedVersion),
    products: () => carts.products(),
    async checkout_open({ checkout }) {
      await gateway.open(checkout);
      return { opened: true };
    },
    async order_place({ request, asked, checkout = null }) {
      if (checkout !== null) await gateway.open(checkout);
      const result = await gateway.place(request, { ...asked, region, nowMs: clock.nowMs() });
      switch (result.kind) {
        case 'order':
          return { kind: 'order', order: resource(result.status), replayed: result.replayed, refusal: null };
        case 'payment_unavailable':
          return {
            kind: 'order',
            order: resource(result.status),
            replayed: result.replayed,
            refusal: { code: result.code, retryAfterSeconds: result.retryAfterSeconds },
          };
        default:
          return result;
      }
    },
    async order_standing({ orderId }) {
      const found = await status.standing(orderId);
      return found === null ? null : resource(found);
    },
    async order_status(request) {
      const result = await status.read(request);
      return result.kind === 'status' ? { kind: 'status', order: resource(result.status) } : result;
    },
    async webhook({ event, orderId, requestId, traceId }) {
      return { answer: await payments.receive(event, orderId, requestId, traceId) };
    },
  };
}
