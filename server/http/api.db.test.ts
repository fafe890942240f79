import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GivenProvider, givenProvider } from '@/server/services/testing/given-provider';
import { orderIdIn } from '@/server/stores/testing/given-store';
import { type Answer, get, type OpenedCheckout, openCheckout, placeOrder, post, put, send } from './testing/caller';
import { type GivenRegion, givenRegion } from './testing/given-region';
import { undescribedCalls } from './testing/undescribed';

let provider: GivenProvider;
let east: GivenRegion;
let api: string;

beforeAll(async () => {
  provider = await givenProvider();
  east = await givenRegion('east', provider);
  api = `${east.origin}/api/v1`;
});
afterAll(async () => {
  await east.close();
  await provider.close();
});

const untilAdmitted = (admitted: boolean) =>
  expect
    .poll(() => {
      east.clock.advance(1_000);
      const entry = east.shop.admission.decide({ paymentMethod: 'pm_card_visa', skus: [] });
      if (entry.admitted) entry.done(null);
      return entry.admitted;
    })
    .toBe(admitted);

/** The gateway's patience of seconds passes in a fraction of one. */
async function placeImpatiently(checkout: OpenedCheckout, paymentMethod: string): Promise<Answer> {
  east.clock.setImpatient(true);
  const answer = await placeOrder(east.origin, checkout, { payment_method: paymentMethod });
  east.clock.setImpatient(false);
  return answer;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('the catalog and carts', () => {
  it('show products with prices and stock of both regions, as far as known', async () => {
    const answer = await get(`${api}/catalog`);
    expect(answer.status).toBe(200);
    expect(answer.body.products).toContainEqual(
      expect.objectContaining({
        sku: 'mug',
        price: { amount_minor: 4_900, currency: 'EUR' },
        stock: { east: expect.any(Number), west: null },
      }),
    );
  });

  it('are created, changed, read and emptied, one version a change', async () => {
    const made = await post(`${api}/carts`, {});
    expect(made).toMatchObject({ status: 201, body: { version: 1, region: 'east' } });
    const cart = `${api}/carts/${String(made.body.cart_id)}`;
    expect(made.headers.location).toBe(`/api/v1/carts/${String(made.body.cart_id)}`);
    expect(await put(`${cart}/items/lamp`, { quantity: 3 })).toMatchObject({
      status: 200,
      body: { version: 2, total: { amount_minor: 7_500, currency: 'EUR' }, lines: [{ sku: 'lamp', quantity: 3 }] },
    });
    expect(await put(`${cart}/items/lamp`, { quantity: 1 }, { 'if-match': '"1"' })).toMatchObject({
      status: 409,
      body: { code: 'cart_changed', version: 2 },
    });
    expect((await put(`${cart}/items/lamp`, { quantity: 0 }, { 'if-match': '2' })).body.lines).toEqual([]);
    expect(await get(cart)).toMatchObject({ status: 200, body: { version: 3, owner_region: 'east', lines: [] } });
    expect(Date.parse(String((await get(cart)).body.fresh_as_of))).not.toBeNaN();
  });

  it('begin empty: no body is needed, and one that says something is refused', async () => {
    expect((await send(`${api}/carts`, 'POST')).status).toBe(201);
    expect((await send(`${api}/carts`, 'POST', { 'transfer-encoding': 'chunked' })).status).toBe(415);
    expect(await post(`${api}/carts`, { items: [{ sku: 'mug', price: 1 }] })).toMatchObject({
      status: 400,
      body: { code: 'body_invalid', detail: expect.stringContaining('items') },
    });
    expect((await post(`${api}/carts`, '{')).status).toBe(400);
    expect((await post(`${api}/carts`, `{"x":"${'x'.repeat(20_000)}"}`)).status).toBe(413);
  });

  it('refuse what they do not know', async () => {
    const cart = `${api}/carts/${String((await post(`${api}/carts`, {})).body.cart_id)}`;
    expect(await put(`${cart}/items/unheard`, { quantity: 1 })).toMatchObject({
      status: 404,
      body: { code: 'product_not_found' },
    });
    expect((await get(`${api}/carts/crt_e_0000`)).status).toBe(404);
    for (const quantity of [-1, 100, 1.5, '1', null])
      expect((await put(`${cart}/items/mug`, { quantity })).status).toBe(400);
    expect((await put(`${cart}/items/mug`, { quantity: 1 }, { 'if-match': 'W/"1"' })).status).toBe(400);
  });
});

describe('a checkout', () => {
  it('allots an order id, a reference, an address and a token; nothing else happens', async () => {
    const stock = await east.store.available('mug');
    const { orderId, token } = await openCheckout(east.origin);
    expect(orderId).toMatch(/^ord_/);
    expect(Buffer.from(token, 'base64url').length).toBeGreaterThanOrEqual(16);
    expect(await east.store.orders.get(orderId)).toBeNull();
    expect(await east.store.available('mug')).toBe(stock);
    const [kept] = await east.store.app('select * from orders.checkouts where order_id = $1', [orderId]);
    expect(JSON.stringify(kept)).not.toContain(token);
  });

  it('is refused for an empty cart, another version and no cart', async () => {
    const cart = (await post(`${api}/carts`, {})).body.cart_id;
    const open = (body: object) =>
      post(`${api}/checkouts`, { cart_id: cart, cart_version: 1, email: 'a@b.test', ...body });
    expect(await open({})).toMatchObject({ status: 409, body: { code: 'cart_empty' } });
    expect(await open({ cart_version: 7 })).toMatchObject({ status: 409, body: { code: 'cart_changed', version: 1 } });
    expect(await open({ cart_id: 'crt_e_0000' })).toMatchObject({ status: 404 });
    for (const email of ['a', 'a@b', 'a b@c.test', 'a@b.test\r\nBcc: x@y.test', `${'a'.repeat(300)}@b.test`])
      expect((await open({ email })).status).toBe(400);
  });
});

describe('placing an order', () => {
  it('is 201 with the whole resource once confirmed, and the same again with Idempotent-Replayed', async () => {
    const checkout = await openCheckout(east.origin, { mug: 2 });
    const first = await placeOrder(east.origin, checkout);
    expect(first.status).toBe(201);
    expect(first.headers).toMatchObject({
      location: `/api/v1/orders/${checkout.orderId}`,
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect(first.headers['retry-after']).toBeUndefined();
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(first.body).toMatchObject({
      order_id: checkout.orderId,
      state: 'order_confirmed',
      version: 4,
      reason: null,
      total: { amount_minor: 9_800, currency: 'EUR' },
      pay_again: 'not_needed',
      next_check_at: null,
      region: 'east',
      owner_region: 'east',
    });
    for (const field of [
      'reference',
      'money_position',
      'customer_message',
      'status_url',
      'fresh_as_of',
      'created_at',
      'updated_at',
    ])
      expect(first.body[field]).toEqual(expect.any(String));
    const again = await placeOrder(east.origin, checkout);
    expect(again.status).toBe(201);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect({ ...again.body, fresh_as_of: 0 }).toEqual({ ...first.body, fresh_as_of: 0 });
    expect(await provider.ledger(checkout.orderId)).toEqual(['authorized']);
  });

  it('is 402 when declined, every time', async () => {
    const checkout = await openCheckout(east.origin);
    for (const replayed of [undefined, 'true']) {
      const answer = await placeOrder(east.origin, checkout, { payment_method: 'pm_card_chargeDeclined' });
      expect(answer).toMatchObject({
        status: 402,
        body: { state: 'failed_safely', reason: 'declined', pay_again: 'possible', code: 'declined' },
      });
      expect(answer.body.request_id).toBe(answer.headers['x-request-id']);
      expect(answer.headers['idempotent-replayed']).toBe(replayed);
    }
  });

  it('is 409 when out of stock, and nothing is charged', async () => {
    const checkout = await openCheckout(east.origin, { lamp: 3 });
    await east.store.setStock('lamp', 2);
    expect(await placeOrder(east.origin, checkout)).toMatchObject({
      status: 409,
      body: { state: 'failed_safely', reason: 'out_of_stock', code: 'out_of_stock' },
    });
    expect(await placeOrder(east.origin, checkout)).toMatchObject({ status: 409 });
    expect(await provider.ledger(checkout.orderId)).toEqual([]);
    await east.store.setStock('lamp', 1_000);
  });

  it('is 202 with Location and Retry-After while the provider is silent, and tells pending, never failed', async () => {
    const checkout = await openCheckout(east.origin);
    const answer = await placeImpatiently(checkout, 'pm_evident_hang_after_accept');
    expect(answer).toMatchObject({
      status: 202,
      body: { state: 'payment_pending', money_position: 'unknown', pay_again: 'not_needed' },
    });
    expect(answer.headers).toMatchObject({ location: `/api/v1/orders/${checkout.orderId}`, 'retry-after': '2' });
    expect(answer.body.next_check_at).not.toBeNull();
  });

  it('is 503 payment_unavailable with the order and Retry-After while payments are paused', async () => {
    const set = (paused: boolean) =>
      east.store.owner(
        `insert into operations.controls (name, value, reason, changed_by) values ('payments_paused', $1, 'drill', 'test')
         on conflict (name) do update set value = excluded.value, version = controls.version + 1`,
        [JSON.stringify({ paused })],
      );
    const checkout = await openCheckout(east.origin);
    await set(true);
    await untilAdmitted(false);
    const answer = await placeOrder(east.origin, checkout);
    expect(answer).toMatchObject({
      status: 503,
      body: { code: 'payment_unavailable', state: 'inventory_reserved', order_id: checkout.orderId },
    });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.body.request_id).toBe(answer.headers['x-request-id']);
    expect(await provider.ledger(checkout.orderId)).toEqual([]);
    await set(false);
    await untilAdmitted(true);
    expect((await placeOrder(east.origin, checkout)).status).toBe(201);
  });

  it('is 422 with the names of the fields that differ, never their values', async () => {
    const checkout = await openCheckout(east.origin);
    await placeOrder(east.origin, checkout);
    const other = await placeOrder(east.origin, checkout, {
      email: 'eve@example.test',
      payment_method: 'pm_card_mastercard',
    });
    expect(other).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused', fields: ['email', 'payment_method'] },
    });
    expect(JSON.stringify(other.body)).not.toMatch(/ada@|eve@|pm_card/);
  });

  it('under another customer’s key is answered as under a key of nobody: not known, while the other region cannot be asked', async () => {
    const [theirs, mine] = [
      await openCheckout(east.origin),
      await openCheckout(east.origin, { mug: 1 }, 'eve@example.test'),
    ];
    await placeOrder(east.origin, theirs);
    const stolen = await placeOrder(east.origin, { ...mine, orderId: theirs.orderId });
    const unknown = await placeOrder(east.origin, { ...mine, orderId: orderIdIn('east') });
    expect(stolen).toMatchObject({ status: 503, body: { code: 'checkout_not_known_yet' } });
    expect({ ...unknown.body, request_id: 0 }).toEqual({ ...stolen.body, request_id: 0 });
  });

  it('gives a hundred equal submits at once the same 201, and one charge', async () => {
    const checkout = await openCheckout(east.origin);
    const answers = await Promise.all(Array.from({ length: 100 }, () => placeOrder(east.origin, checkout)));
    expect(
      new Set(answers.map(({ status, body }) => `${status} ${String(body.state)} ${String(body.version)}`)),
    ).toEqual(new Set(['201 order_confirmed 4']));
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
    expect(await provider.ledger(checkout.orderId)).toEqual(['authorized']);
  });
});

describe('the status of an order', () => {
  it('is for who holds its token; wrong, missing or malformed is 404, as if there were no order', async () => {
    const checkout = await openCheckout(east.origin);
    await placeOrder(east.origin, checkout);
    const url = `${api}/orders/${checkout.orderId}`;
    expect(await get(url, bearer(checkout.token))).toMatchObject({ status: 200, body: { state: 'order_confirmed' } });
    const other = await openCheckout(east.origin);
    const refused = [
      await get(url),
      await get(url, bearer(other.token)),
      await get(url, bearer(`${checkout.token.slice(0, -1)}${checkout.token.endsWith('A') ? 'B' : 'A'}`)),
      await get(url, { authorization: checkout.token }),
      await get(url, { authorization: `Basic ${checkout.token}` }),
      await get(`${url}`, bearer('x')),
    ];
    for (const answer of refused) {
      expect(answer).toMatchObject({ status: 404, body: { code: 'order_not_found' } });
      expect({ ...answer.body, request_id: 0 }).toEqual({ ...refused[0]?.body, request_id: 0 });
    }
    expect((await get(`${url}?token=${checkout.token}`)).status).toBe(400);
  });

  it('is never older than min_version', async () => {
    const checkout = await openCheckout(east.origin);
    await placeOrder(east.origin, checkout);
    const ask = (query: string) => get(`${api}/orders/${checkout.orderId}?${query}`, bearer(checkout.token));
    expect(await ask('min_version=4')).toMatchObject({ status: 200, body: { version: 4 } });
    const behind = await ask('min_version=5');
    expect(behind).toMatchObject({ status: 503, body: { code: 'not_fresh_enough', version: 4 } });
    expect(behind.headers['retry-after']).toBeDefined();
    for (const query of ['min_version=-1', 'min_version=x', 'wait_seconds=31', 'wait_seconds=1e1', 'unheard=1'])
      expect((await ask(query)).status).toBe(400);
  });

  it('waits for the next version when asked to, and answers the moment it comes', async () => {
    const checkout = await openCheckout(east.origin);
    const pending = await placeImpatiently(checkout, 'pm_evident_hang_after_accept');
    const version = Number(pending.body.version);
    const waiting = get(
      `${api}/orders/${checkout.orderId}?min_version=${version}&wait_seconds=20`,
      bearer(checkout.token),
    );
    await east.store.operations.checkNow(checkout.orderId, `pay:${checkout.orderId}`, east.shop.clock.nowMs());
    await east.shop.settle();
    expect(await waiting).toMatchObject({ status: 200, body: { state: 'order_confirmed', version: version + 1 } });
  });

  it('tells each customer in the evidence what they were told', async () => {
    const checkout = await openCheckout(east.origin);
    const answer = await placeOrder(east.origin, checkout);
    await east.flush();
    const told = (await east.store.evidence.list(checkout.orderId)).filter(({ kind }) => kind === 'customer_told');
    expect(told).toMatchObject([
      { detail: { http_status: 201, state: 'order_confirmed', message: answer.body.customer_message } },
    ]);
  });
});

describe('every answer', () => {
  it('carries a request id and continues a valid trace', async () => {
    const plain = await get(`${api}/catalog`);
    expect(plain.headers['x-request-id']).toMatch(/^req_/);
    expect(plain.headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
    const given = await get(`${api}/nothing`, {
      'x-request-id': 'my-request-1',
      traceparent: `00-${TRACE}-00f067aa0ba902b7-01`,
    });
    expect(given.headers['x-request-id']).toBe('my-request-1');
    expect(given.headers.traceparent).toMatch(new RegExp(`^00-${TRACE}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
    expect(given.body.request_id).toBe('my-request-1');
    const bad = await get(`${api}/nothing`, { 'x-request-id': 'a b<script>', traceparent: '00-xyz' });
    expect(bad.headers['x-request-id']).toMatch(/^req_/);
    expect(bad.headers.traceparent).toMatch(/^00-[0-9a-f]{32}-/);
  });

  it('of an error is a problem with a stable code', async () => {
    const answer = await get(`${api}/nothing`);
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({
      type: expect.stringMatching(/^https:/),
      title: 'Not Found',
      status: 404,
      code: 'not_found',
    });
    const wrong = await put(`${api}/orders`, {});
    expect(wrong).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
    expect(wrong.headers.allow).toBe('POST');
  });

  it('of the whole of this file was one that was meant and is described: no call failed inside', () => {
    expect(east.failures).toEqual([]);
    expect(undescribedCalls()).toEqual([]);
  });
});
