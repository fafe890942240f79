import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { homeRegionOfShard, type Region, shardOf } from '@/server/domain/ids';
import type { GivenProvider } from '@/server/services/testing/given-provider';
import { get, type OpenedCheckout, openCheckout, placeOrder, post, send } from './testing/caller';
import { undescribedCalls } from './testing/undescribed';
import { type GivenPair, givenPair } from './testing/given-pair';
import type { GivenRegion } from './testing/given-region';

let provider: GivenProvider;
let east: GivenRegion;
let west: GivenRegion;
let link: 'up' | 'cut' = 'up';

let pair: GivenPair;

beforeAll(async () => {
  pair = await givenPair(() => link);
  ({ east, provider, west } = pair);
});
afterAll(() => pair.close());
beforeEach(() => {
  link = 'up';
});

const both = () => [east, west] as const;
const ownerOf = (checkout: OpenedCheckout): Region => homeRegionOfShard(shardOf(checkout.orderId));
const bearer = ({ token }: OpenedCheckout) => ({ authorization: `Bearer ${token}` });
const recordsOf = (checkout: OpenedCheckout) =>
  Promise.all(both().map(({ store }) => store.orders.get(checkout.orderId)));

describe('an order of the other region', () => {
  it('is placed by its owner, answered here, and kept in one database only', async () => {
    const checkout = await openCheckout(east.origin);
    expect(ownerOf(checkout)).toBe('east');
    const answer = await placeOrder(west.origin, checkout);
    expect(answer).toMatchObject({ status: 201, body: { state: 'order_confirmed', owner_region: 'east' } });
    expect(answer.headers.location).toBe(`/api/v1/orders/${checkout.orderId}`);
    expect((await recordsOf(checkout)).map((order) => order?.state ?? null)).toEqual(['order_confirmed', null]);
    expect(await provider.ledger(checkout.orderId)).toEqual(['authorized']);
  });

  it('is one order and one charge for equal submits to both regions at once', async () => {
    const checkout = await openCheckout(west.origin);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => placeOrder(n % 2 === 0 ? east.origin : west.origin, checkout)),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${String(body.state)}`))).toEqual(
      new Set(['201 order_confirmed']),
    );
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
    expect(await provider.ledger(checkout.orderId)).toEqual(['authorized']);
  });

  it('shows the same status in both, and its token is checked by the owner', async () => {
    const checkout = await openCheckout(east.origin);
    await placeOrder(east.origin, checkout);
    for (const { origin } of both()) {
      const url = `${origin}/api/v1/orders/${checkout.orderId}?min_version=4`;
      expect(await get(url, bearer(checkout))).toMatchObject({ status: 200, body: { version: 4 } });
      expect((await get(url, { authorization: `Bearer ${'x'.repeat(32)}` })).status).toBe(404);
    }
  });

  it('carries the caller’s request id and trace into the owner’s evidence', async () => {
    const checkout = await openCheckout(east.origin);
    const trace = 'c'.repeat(32);
    await placeOrder(
      west.origin,
      checkout,
      {},
      { 'x-request-id': 'across-the-link', traceparent: `00-${trace}-${'d'.repeat(16)}-01` },
    );
    const [submitted] = await east.store.evidence.list(checkout.orderId);
    expect(submitted).toMatchObject({ kind: 'order_submitted', requestId: 'across-the-link', traceId: trace });
  });

  it('gets its webhook wherever it arrives', async () => {
    const checkout = await openCheckout(east.origin);
    await placeOrder(east.origin, checkout);
    await expect.poll(() => provider.webhooksOf(checkout.orderId).length).toBeGreaterThan(0);
    const [kept] = provider.webhooksOf(checkout.orderId);
    const headers = { 'content-type': 'application/json', 'stripe-signature': kept?.signature ?? '' };
    const delivered = await send(`${west.origin}/api/v1/webhooks/stripe`, 'POST', headers, kept?.body ?? '');
    expect(delivered.status).toBe(200);
    const seen = await Promise.all(
      both().map(({ store }) => store.app('select order_id from payments.provider_events')),
    );
    expect(seen[0]).toContainEqual({ order_id: checkout.orderId });
    expect(seen[1]).toEqual([]);
  });
});

describe('a cart of the other region', () => {
  it('is read and written at its owner', async () => {
    const cart = (await post(`${east.origin}/api/v1/carts`, {})).body.cart_id;
    const there = `${west.origin}/api/v1/carts/${String(cart)}`;
    const changed = await send(`${there}/items/mug`, 'PUT', { 'content-type': 'application/json' }, '{"quantity":2}');
    expect(changed).toMatchObject({ status: 200, body: { version: 2, owner_region: 'east' } });
    expect(await get(there)).toMatchObject({ status: 200, body: { version: 2 } });
  });

  it('and the stock of both regions is in the catalog', async () => {
    const { body } = await get(`${east.origin}/api/v1/catalog`);
    expect(body.products).toContainEqual(
      expect.objectContaining({ stock: { east: expect.any(Number), west: expect.any(Number) } }),
    );
  });
});

describe('while the link is cut', () => {
  it('nothing is decided or charged for the owner; the same request goes through after the heal', async () => {
    const checkout = await openCheckout(east.origin);
    link = 'cut';
    const cut = await placeOrder(west.origin, checkout);
    expect(cut).toMatchObject({ status: 202, body: { state: 'order_intent_saved', version: 0, owner_region: 'east' } });
    expect(Number(cut.headers['retry-after'])).toBeGreaterThan(0);
    expect(await recordsOf(checkout)).toEqual([null, null]);
    expect(await provider.ledger(checkout.orderId)).toEqual([]);
    link = 'up';
    expect((await placeOrder(west.origin, checkout)).status).toBe(201);
    expect(await provider.ledger(checkout.orderId)).toEqual(['authorized']);
  });

  it('the owner’s own customers are served as ever', async () => {
    const checkout = await openCheckout(east.origin);
    link = 'cut';
    expect((await placeOrder(east.origin, checkout)).status).toBe(201);
    expect((await get(`${east.origin}/api/v1/catalog`)).status).toBe(200);
  });

  it('no status is guessed, and no final word is said', async () => {
    const checkout = await openCheckout(east.origin);
    await placeOrder(east.origin, checkout);
    link = 'cut';
    const answer = await get(`${west.origin}/api/v1/orders/${checkout.orderId}`, bearer(checkout));
    expect(answer).toMatchObject({ status: 503, body: { code: 'owner_unreachable' } });
    expect(answer.body.state).toBeUndefined();
  });

  it('a webhook is not acknowledged, so the provider sends it again', async () => {
    const checkout = await openCheckout(east.origin);
    await placeOrder(east.origin, checkout);
    await expect.poll(() => provider.webhooksOf(checkout.orderId).length).toBeGreaterThan(0);
    const [kept] = provider.webhooksOf(checkout.orderId);
    link = 'cut';
    const headers = { 'content-type': 'application/json', 'stripe-signature': kept?.signature ?? '' };
    const refused = await send(`${west.origin}/api/v1/webhooks/stripe`, 'POST', headers, kept?.body ?? '');
    expect(refused.status).toBe(503);
  });
});

it('no call failed inside, and each was answered with what is described', () => {
  expect([east.failures, west.failures]).toEqual([[], []]);
  expect(undescribedCalls()).toEqual([]);
});
