import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { get, openCheckout, placeOrder, post, put } from './testing/caller';
import { type GivenPair, givenPair } from './testing/given-pair';
import type { GivenRegion } from './testing/given-region';
import { confirmedIn, seenCookie, statusIn, told } from './testing/near-reads';

/* Here time is moved: by the regions' clocks a copy may be older than by their databases', never younger. */
let east: GivenRegion;
let west: GivenRegion;
let link: 'up' | 'cut' = 'up';

let pair: GivenPair;

beforeAll(async () => {
  pair = await givenPair(() => link);
  ({ east, west } = pair);
});
afterAll(() => pair.close());
beforeEach(() => {
  link = 'up';
});

/** Whatever has passed in real time, which these clocks follow slowly: a copy that was told just now is six seconds old. */
const pastTheBoundary = () => west.clock.advance(Math.max(0, Date.now() - west.clock.nowMs()) + 6_000);
const newCart = async (region: GivenRegion) => String((await post(`${region.origin}/api/v1/carts`, {})).body.cart_id);

describe('an order of the other region', () => {
  it('is asked of its owner when the copy is behind what was seen', async () => {
    const checkout = await openCheckout(east.origin);
    await placeOrder(east.origin, checkout, { payment_method: 'pm_evident_hang_after_accept' });
    await told(east);
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
    const checkout = await confirmedIn(east);
    await told(east);
    pastTheBoundary();
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
    await told(east);
    link = 'cut';
    pastTheBoundary();
    expect((await get(`${west.origin}/api/v1/carts/${cart}`)).body).toMatchObject({
      freshness: 'last_known',
      version: 2,
    });
  });
});

it('no call failed inside', () => {
  expect([east.failures, west.failures]).toEqual([[], []]);
});
