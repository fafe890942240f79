import type { OutgoingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { get, openCheckout, placeOrder, post, put } from './testing/caller';
import { type GivenPair, givenPair } from './testing/given-pair';
import type { GivenRegion } from './testing/given-region';
import { confirmedIn, seenCookie, statusIn, told } from './testing/near-reads';

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

describe('an order of the other region', () => {
  it('is answered by a copy here while it is young: the same resource, marked', async () => {
    const checkout = await confirmedIn(east);
    await told(east);
    const owner = await statusIn(east, checkout);
    const copy = await statusIn(west, checkout);
    expect(copy.body).toEqual({
      ...owner.body,
      region: 'west',
      freshness: 'replica',
      fresh_as_of: expect.any(String),
      next_check_at: owner.body.next_check_at,
    });
    expect(owner.body).toMatchObject({ freshness: 'owner', money_position: 'captured', owner_region: 'east' });
    expect(Date.parse(String(copy.body.fresh_as_of))).toBeLessThanOrEqual(Date.now());
  });

  it('opens a copy with its own token alone: another is as if there were no such order', async () => {
    const checkout = await confirmedIn(east);
    await told(east);
    link = 'cut';
    expect((await statusIn(west, checkout)).status).toBe(200);
    expect((await statusIn(west, { ...checkout, token: 'x'.repeat(32) })).status).toBe(404);
    expect((await get(`${west.origin}/api/v1/orders/${checkout.orderId}`)).status).toBe(404);
  });

  it('is asked of its owner by who does not want a copy', async () => {
    const checkout = await confirmedIn(east);
    await told(east);
    const answer = await statusIn(west, checkout, '', { 'cache-control': 'no-cache' });
    expect(answer.body.freshness).toBe('owner');
  });
});

describe('what is told of an order', () => {
  it('is no more than its customer reads', async () => {
    const checkout = await confirmedIn(east);
    await told(east);
    const [row] = await west.store.app('select * from orders.status_replicas where order_id = $1', [checkout.orderId]);
    const text = JSON.stringify(row);
    for (const secret of ['ada@example.test', 'pm_card_visa', checkout.token, String(checkout.body.cart_id)])
      expect(text).not.toContain(secret);
  });

  it('waits while the link is cut, and reaches the copy after the heal', async () => {
    const checkout = await confirmedIn(east);
    link = 'cut';
    expect(await east.tell()).toBe(0);
    const untold = () =>
      east.store.app('select untold_since from orders.status_changes where order_id = $1', [checkout.orderId]);
    expect((await untold())[0].untold_since).not.toBeNull();
    expect((await statusIn(west, checkout)).status).toBe(503);
    link = 'up';
    await told(east);
    expect((await untold())[0].untold_since).toBeNull();
    expect((await statusIn(west, checkout)).body.freshness).toBe('replica');
  });

  it('is nothing while the order is on its way to the provider: a copy that never heard of it asks', async () => {
    const checkout = await openCheckout(east.origin);
    const placing = placeOrder(east.origin, checkout, { payment_method: 'pm_evident_hang_before_accept' });
    await expect.poll(() => east.store.orders.get(checkout.orderId)).toMatchObject({ state: 'payment_authorizing' });
    expect(await east.store.app('select 1 from orders.status_changes where order_id = $1', [checkout.orderId])).toEqual(
      [],
    );
    await placing;
  });
});

describe('a session', () => {
  it('remembers what it saw in a cookie that scripts cannot read', async () => {
    const checkout = await confirmedIn(east);
    const cookie = String((await statusIn(east, checkout)).headers['set-cookie']);
    expect(cookie).toMatch(/^evident_seen=[\w-]+\.[\w-]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
  });

  it.each([
    ['with another signature', (cookie: string) => cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
    ['with another body', (cookie: string) => cookie.replace(/=(.)/, (_all, first) => `=${first === 'A' ? 'B' : 'A'}`)],
    ['without a signature', (cookie: string) => cookie.split('.')[0] ?? ''],
    ['of nonsense', () => 'evident_seen=%00.%ff..'],
    ['that is endless', (cookie: string) => `${cookie}${'A'.repeat(5_000)}`],
  ])('is as one that saw nothing, with a cookie %s', async (_name, tamper) => {
    const checkout = await confirmedIn(east);
    const cookie = String(seenCookie(await statusIn(east, checkout)).cookie);
    await told(east);
    const answer = await statusIn(west, checkout, '', { cookie: tamper(cookie) });
    expect(answer).toMatchObject({ status: 200, body: { freshness: 'replica' } });
  });

  it('keeps its newest twenty', async () => {
    let cookie: OutgoingHttpHeaders = {};
    for (let n = 0; n < 25; n++)
      cookie = seenCookie(await get(`${east.origin}/api/v1/carts/${await newCart(east)}`, cookie));
    const body = String(cookie.cookie).split('=')[1]?.split('.')[0] ?? '';
    expect(JSON.parse(Buffer.from(body, 'base64url').toString())).toHaveLength(20);
    expect(String(cookie.cookie).length).toBeLessThan(3_500);
  });
});

const newCart = async (region: GivenRegion) => String((await post(`${region.origin}/api/v1/carts`, {})).body.cart_id);

describe('a cart of the other region', () => {
  it('is read from a copy here, with its age', async () => {
    const cart = await newCart(east);
    await put(`${east.origin}/api/v1/carts/${cart}/items/mug`, { quantity: 2 });
    await told(east);
    const answer = await get(`${west.origin}/api/v1/carts/${cart}`);
    expect(answer.body).toMatchObject({ version: 2, freshness: 'replica', region: 'west', owner_region: 'east' });
    expect(answer.body).toMatchObject({ lines: [{ sku: 'mug', quantity: 2 }], total: { amount_minor: 9_800 } });
  });

  it('shows its own session what it just wrote, and others at least what the copy has', async () => {
    const cart = await newCart(east);
    await put(`${east.origin}/api/v1/carts/${cart}/items/mug`, { quantity: 1 });
    await told(east);
    const written = await put(`${west.origin}/api/v1/carts/${cart}/items/lamp`, { quantity: 1 });
    const own = await get(`${west.origin}/api/v1/carts/${cart}`, seenCookie(written));
    expect(own.body).toMatchObject({ version: 3, freshness: 'owner' });
    expect((await get(`${west.origin}/api/v1/carts/${cart}`)).body).toMatchObject({ version: 2, freshness: 'replica' });
    link = 'cut';
    const cut = await get(`${west.origin}/api/v1/carts/${cart}`, seenCookie(written));
    expect(cut).toMatchObject({ status: 503, body: { code: 'owner_unreachable', last_seen: { version: 3 } } });
    expect((await get(`${west.origin}/api/v1/carts/${cart}?min_version=2`)).body).toMatchObject({
      version: 2,
    });
  });
});

it('no call failed inside', () => {
  expect([east.failures, west.failures]).toEqual([[], []]);
});
