/** Every answer that a call of the public API may get: its status, what stands in it, and the codes of its refusals. */
import type { z } from 'zod';
import {
  cartShape,
  catalogShape,
  checkoutShape,
  openedCartShape,
  orderShape,
  refusedOrderShape,
  webhookShape,
} from './described-shapes';

export interface DescribedAnswer {
  readonly says: string;
  /** `application/json`; absent: a problem only. */
  readonly shape?: z.ZodType;
  /** Of the problems that this status may have; none: it has no problem. */
  readonly codes: readonly string[];
  readonly headers?: readonly HeaderName[];
}

export const ANSWER_HEADERS = {
  Location: 'where it is read from now on',
  'Retry-After': 'seconds after which asking again makes sense',
  'Idempotent-Replayed': 'true: answered from the record, nothing was done again',
} as const;
type HeaderName = keyof typeof ANSWER_HEADERS;

const is = (says: string, shape: z.ZodType, ...headers: HeaderName[]): DescribedAnswer => ({
  says,
  shape,
  codes: [],
  headers,
});
const refuses = (...codes: string[]): DescribedAnswer => ({ says: 'refused; nothing was changed by it', codes });
const unavailable = (...codes: string[]): DescribedAnswer => ({
  says: 'not now; the same request may be repeated',
  codes: [...codes, 'temporarily_unavailable'],
  headers: ['Retry-After'],
});

const NO_BODY = ['body_invalid', 'body_not_json', 'body_incomplete'];
const OF_A_BODY = { 413: refuses('body_too_large'), 415: refuses('json_expected') };
const order = (says: string, ...headers: HeaderName[]) => is(says, orderShape, 'Idempotent-Replayed', ...headers);
/** `Retry-After` only where it is what was last known. */
const ended = (says: string) => is(says, refusedOrderShape, 'Idempotent-Replayed', 'Location', 'Retry-After');

/** By the route's name. */
export const ANSWERS: Readonly<Record<string, Readonly<Record<number, DescribedAnswer>>>> = {
  catalog: { 200: is('what the shop sells', catalogShape), 503: unavailable() },
  create_cart: {
    201: is('an empty cart', openedCartShape, 'Location'),
    400: refuses(...NO_BODY),
    ...OF_A_BODY,
    503: unavailable(),
  },
  read_cart: {
    200: is('the cart', cartShape),
    400: refuses('cart_id_invalid', 'query_invalid'),
    404: refuses('cart_not_found'),
    503: unavailable('not_fresh_enough', 'owner_unreachable'),
  },
  set_cart_item: {
    200: is('the cart at its new version', cartShape),
    400: refuses('cart_id_invalid', 'sku_invalid', 'if_match_invalid', ...NO_BODY),
    404: refuses('cart_not_found', 'product_not_found'),
    409: refuses('cart_changed'),
    ...OF_A_BODY,
    503: unavailable('owner_unreachable'),
  },
  open_checkout: {
    201: is('an order id, allotted; nothing is held or charged', checkoutShape),
    400: refuses(...NO_BODY),
    404: refuses('cart_not_found'),
    409: refuses('cart_changed', 'cart_empty'),
    ...OF_A_BODY,
    503: unavailable('owner_unreachable'),
  },
  place_order: {
    201: order('order_confirmed', 'Location', 'Retry-After'),
    202: order('not final yet, or kept while its owner cannot be reached', 'Location', 'Retry-After'),
    400: refuses('idempotency_key_invalid', ...NO_BODY),
    402: ended('failed_safely: declined, or never accepted by the provider'),
    404: refuses('checkout_not_found'),
    409: { ...ended('failed_safely: out of stock, or not paid in time'), codes: ['cart_changed'] },
    ...OF_A_BODY,
    422: refuses('idempotency_key_reused'),
    429: {
      says: 'not read, nothing kept but the checkout; repeat it under the same key after Retry-After',
      codes: ['too_many_requests'],
      headers: ['Retry-After'],
    },
    503: {
      ...unavailable('owner_unreachable', 'checkout_not_known_yet', 'owner_moving'),
      says: 'payment_unavailable: the intent is kept, uncharged; else the owner cannot be asked now',
      shape: refusedOrderShape,
      headers: ['Retry-After', 'Location', 'Idempotent-Replayed'],
    },
  },
  order_status: {
    200: is('how the order stands', orderShape, 'Retry-After'),
    400: refuses('order_id_invalid', 'query_invalid'),
    404: refuses('order_not_found'),
    503: unavailable('owner_unreachable', 'not_fresh_enough'),
  },
  webhook: {
    200: is('stored, once', webhookShape),
    400: refuses('signature_invalid', 'event_unreadable', 'body_incomplete'),
    413: refuses('body_too_large'),
    503: unavailable('owner_unreachable'),
  },
};
