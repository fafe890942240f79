/** A customer of one region who reads in the other: asked with their token and with what their session has seen. */
import type { OutgoingHttpHeaders } from 'node:http';
import { type Answer, get, type OpenedCheckout, openCheckout, placeOrder } from './caller';
import type { GivenRegion } from './given-region';

export const bearer = ({ token }: OpenedCheckout): OutgoingHttpHeaders => ({ authorization: `Bearer ${token}` });

export const statusIn = (
  region: GivenRegion,
  checkout: OpenedCheckout,
  query = '',
  headers: OutgoingHttpHeaders = {},
): Promise<Answer> =>
  get(`${region.origin}/api/v1/orders/${checkout.orderId}${query}`, { ...bearer(checkout), ...headers });

/** The next request's cookie, as a browser would send it. */
export const seenCookie = ({ headers }: Answer): OutgoingHttpHeaders => ({
  cookie: (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; '),
});

/** With its capture. */
export async function confirmedIn(region: GivenRegion): Promise<OpenedCheckout> {
  const checkout = await openCheckout(region.origin);
  await placeOrder(region.origin, checkout);
  await region.shop.settle();
  return checkout;
}

/** Everything that `region` has to tell is kept by its peer, and the peer knows how complete it is. */
export async function told(region: GivenRegion): Promise<void> {
  while ((await region.tell()) > 0);
  await region.tell();
}
