import type { OutgoingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GivenProvider, givenProvider } from '@/server/services/testing/given-provider';
import { type Answer, get, type OpenedCheckout, openCheckout, placeOrder, post, put } from './testing/caller';
import { type GivenRegion, givenRegion } from './testing/given-region';

/* Here time is moved: by the regions' clocks a copy may be older than by their databases', never younger. */
let provider: GivenProvider;
let east: GivenRegion;
let west: GivenRegion;
let link: 'up' | 'cut' = 'up';

beforeAll(async () => {
  provider = await givenProvider();
  [east, west] = await Promise.all([givenRegion('east', provider), givenRegion('west', provider)]);
  east.open(west.origin, () => link);
  west.open(east.origin, () => link);
});
afterAll(async () => {
  await Promise.all([east.close(), west.close()]);
  await provider.close();
});
beforeEach(() => {
  link = 'up';
});

const bearer = ({ token }: OpenedCheckout): OutgoingHttpHeaders => ({ authorization: `Bearer ${token}` });
const statusIn = (region: GivenRegion, checkout: OpenedCheckout, query = '', headers: OutgoingHttpHeaders = {}) =>
  get(`${region.origin}/api/v1/orders/${checkout.orderId}${query}`, { ...bearer(checkout), ...headers });
const seenCookie = ({ headers }: Answer): OutgoingHttpHeaders => ({
  cookie: (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; '),
});

async function confirmedInEast(): Promise<OpenedCheckout> {
  const checkout = await openCheckout(east.origin);
  await placeOrder(east.origin, checkout);
  // the capture too
  await east.shop.settle();
  return checkout;
}

/** Everything that east told is kept in west, and west knows how complete it is. */
async function told(): Promise<void> {
  while ((await east.tell()) > 0);
  await east.tell();
}

const newCart = async (region: GivenRegion) => String((await post(`${region.origin}/api/v1/carts`, {})).body.cart_id);

describe('an order of the other region', () => {
  it('is asked of its owner when the copy is behind what was seen', async () => {
    const checkout = await openCheckout(east.origin);
    await placeOrder(east.origin, checkout, { payment_method: 'pm_evident_hang_after_accept' });
    await told();
    const pending = await statusIn(west, checkout);
    expect(pending.body).toMatchObject({ state: 'payment_pending', version: 4, freshness: 'replica' });
    await east.shop.receiver.lookUpDue(8);
    east.clock.advance(10_000);
    west.clock.advance(10_000);
    await east.shop.settle();
    const [row] = await west.store.app('select version from orders.status_replicas where order_id = $1', [
      checkout.orderId,
    ]);
    expect(row.version).toBe(4);
    const newer = await statusIn(west, checkout, '?min_version=5');
    expect(newer.body).toMatchObject({ state: 'order_confirmed', version: 5, freshness: 'owner' });
    // and a session that saw it never gets the copy's older state, told or not told so by the query
    link = 'cut';
    const cut = await statusIn(west, checkout, '', seenCookie(newer));
    expect(cut).toMatchObject({ status: 503, body: { code: 'owner_unreachable', last_seen: { version: 5 } } });
    expect(cut.body.state).toBeUndefined();
    expect(String(cut.body.detail)).toContain('You have seen its version 5');
    // who has seen nothing is told the last known, marked
    expect((await statusIn(west, checkout)).body).toMatchObject({ version: 4, freshness: 'last_known' });
  });

  it('is asked of its owner when the copy is past the boundary, and told as the last known where it cannot be', async () => {
    const checkout = await confirmedInEast();
    await told();
    west.clock.advance(6_000);
    expect((await statusIn(west, checkout)).body.freshness).toBe('owner');
    link = 'cut';
    const last = await statusIn(west, checkout);
    expect(last).toMatchObject({ status: 200, body: { freshness: 'last_known', state: 'order_confirmed' } });
    expect(west.clock.nowMs() - Date.parse(String(last.body.fresh_as_of))).toBeGreaterThan(5_000);
  });

  it('long-polls its owner across the link', async () => {
    const checkout = await openCheckout(east.origin);
    await placeOrder(east.origin, checkout, { payment_method: 'pm_evident_hang_after_accept' });
    // after a cut nobody waits for an owner until it was heard of again
    await statusIn(west, checkout);
    const waiting = statusIn(west, checkout, '?min_version=4&wait_seconds=20');
    east.clock.advance(10_000);
    west.clock.advance(10_000);
    await east.shop.settle();
    expect((await waiting).body).toMatchObject({ version: 5, freshness: 'owner' });
  });
});

describe('a cart of the other region', () => {
  it('is the last known when its owner cannot be reached and the copy is old', async () => {
    const cart = await newCart(east);
    await put(`${east.origin}/api/v1/carts/${cart}/items/mug`, { quantity: 1 });
    await told();
    link = 'cut';
    west.clock.advance(6_000);
    expect((await get(`${west.origin}/api/v1/carts/${cart}`)).body).toMatchObject({
      freshness: 'last_known',
      version: 2,
    });
  });
});

it('no call failed inside', () => {
  expect([east.failures, west.failures]).toEqual([[], []]);
});
