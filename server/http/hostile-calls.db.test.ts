import { createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GivenProvider, givenProvider, WEBHOOK_SECRET } from '@/server/services/testing/given-provider';
import { ROUTES } from './routes';
import { get, type OpenedCheckout, openCheckout, placeOrder, post, send } from './testing/caller';
import { type GivenRegion, givenRegion, LINK_SECRET } from './testing/given-region';
import { undescribedCalls } from './testing/undescribed';
import { LINK_PATH } from '@/server/ports/http-region-link';
import { isAnswerTo, type LinkStamp, sealCall } from '@/server/ports/link-seal';

let provider: GivenProvider;
let east: GivenRegion;
let api: string;
let checkout: OpenedCheckout;

beforeAll(async () => {
  provider = await givenProvider();
  east = await givenRegion('east', provider);
  api = `${east.origin}/api/v1`;
  checkout = await openCheckout(east.origin);
});
afterAll(async () => {
  await east.close();
  await provider.close();
});

const JSON_TYPE = { 'content-type': 'application/json' };
const nothingHappened = async () => {
  expect(await east.store.orders.get(checkout.orderId)).toBeNull();
  expect(await provider.ledger(checkout.orderId)).toEqual([]);
};

describe('the idempotency key', () => {
  it.each([
    ['absent', {}],
    ['empty', { 'idempotency-key': '' }],
    ['too long', { 'idempotency-key': 'k'.repeat(256) }],
    ['with a tab', { 'idempotency-key': 'ord\tx' }],
    ['with a C1 control character', { 'idempotency-key': 'ord\u0085x' }],
  ])('%s is 400 and does nothing', async (_what, headers) => {
    const answer = await post(`${api}/orders`, checkout.body, headers);
    expect(answer).toMatchObject({ status: 400, body: { code: 'idempotency_key_invalid' } });
    await nothingHappened();
  });

  it('sent twice is no key at all', async () => {
    const raw = { ...JSON_TYPE, 'idempotency-key': [checkout.orderId, checkout.orderId] };
    const answer = await send(`${api}/orders`, 'POST', raw, JSON.stringify(checkout.body));
    expect([400, 404, 503]).toContain(answer.status);
    await nothingHappened();
  });

  it('of 255 characters is merely not known', async () => {
    const answer = await post(`${api}/orders`, checkout.body, { 'idempotency-key': 'k'.repeat(255) });
    expect([404, 503]).toContain(answer.status);
  });
});

describe('a body', () => {
  const BAD: readonly (readonly [string, string | object])[] = [
    ['an unknown field', { extra: 1 }],
    ['a price of the client’s own', { total: { amount_minor: 1, currency: 'EUR' } }],
    ['a total of the client’s own', { total_minor: 1 }],
    ['a state of the client’s own', { state: 'order_confirmed' }],
    ['a version as text', { cart_version: '2' }],
    ['a fraction', { cart_version: 1.5 }],
    ['zero', { cart_version: 0 }],
    ['a number beyond what is exact', { cart_version: Number.MAX_SAFE_INTEGER + 1 }],
    ['null', { email: null }],
    ['an array for text', { payment_method: ['pm_card_visa'] }],
    ['an object for text', { email: { $ne: null } }],
    ['a payment method that is none', { payment_method: 'card' }],
    ['a path for an id', { cart_id: '../../etc/passwd' }],
    ['SQL for an id', { cart_id: `' or 1=1 --` }],
    ['a NUL character', { email: 'a\u0000@b.test' }],
  ];
  it.each(BAD)('with %s is 400 and does nothing', async (_what, change) => {
    const answer = await placeOrder(east.origin, checkout, change as Record<string, unknown>);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'body_invalid' });
    await nothingHappened();
  });

  const WORDS: readonly (readonly [string, (valid: string) => string])[] = [
    ['NaN', (valid) => valid.replace(/"cart_version":\d+/, '"cart_version":NaN')],
    ['1e999', (valid) => valid.replace(/"cart_version":\d+/, '"cart_version":1e999')],
    ['2^53+1 in full', (valid) => valid.replace(/"cart_version":\d+/, '"cart_version":9007199254740993')],
    ['__proto__', (valid) => valid.replace('{', '{"__proto__":{"email":"eve@example.test"},')],
    ['constructor', (valid) => valid.replace('{', '{"constructor":{"prototype":{"x":1}},')],
    ['an array around it', (valid) => `[${valid}]`],
    ['a cut-off end', (valid) => valid.slice(0, -1)],
    ['no body', () => ''],
    ['a bare string', () => '"order"'],
    ['ten thousand nested arrays', () => '['.repeat(8_000)],
  ];
  it.each(WORDS)('that says %s is 400 and does nothing', async (_what, spoil) => {
    const answer = await post(`${api}/orders`, spoil(JSON.stringify(checkout.body)), {
      'idempotency-key': checkout.orderId,
    });
    expect(answer.status).toBe(400);
    await nothingHappened();
  });

  it('with a repeated field takes none of two meanings that the record does not keep', async () => {
    const twice = JSON.stringify(checkout.body).replace('{', '{"email":"eve@example.test",');
    const own = await openCheckout(east.origin);
    const body = twice.replace(String(checkout.body.cart_id), String(own.body.cart_id));
    await post(`${api}/orders`, body, { 'idempotency-key': own.orderId });
    const order = await east.store.orders.get(own.orderId);
    expect(order?.email ?? own.body.email).toBe(own.body.email);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'application/json-patch+json',
    'multipart/form-data',
    '',
  ])('as %j is 415 and does nothing', async (type) => {
    const headers = { 'idempotency-key': checkout.orderId, ...(type === '' ? {} : { 'content-type': type }) };
    const answer = await send(`${api}/orders`, 'POST', headers, JSON.stringify(checkout.body));
    expect(answer).toMatchObject({ status: 415, body: { code: 'json_expected' } });
    await nothingHappened();
  });

  it.each([
    ['declared', { 'content-length': 20_000 }],
    ['streamed', { 'transfer-encoding': 'chunked' }],
  ])('beyond the limit, %s, is 413 and does nothing', async (_how, headers) => {
    const body = JSON.stringify({ ...checkout.body, email: `${'a'.repeat(19_000)}@b.test` }).padEnd(20_000);
    const answer = await send(
      `${api}/orders`,
      'POST',
      { ...JSON_TYPE, ...headers, 'idempotency-key': checkout.orderId },
      body.slice(0, 20_000),
    );
    expect(answer).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
    await nothingHappened();
  });
});

describe('a path', () => {
  it.each([
    '/api/v1/carts/..%2f..%2forders',
    '/api/v1/carts/%00',
    `/api/v1/carts/${'a'.repeat(65)}`,
    `/api/v1/orders/'or'1'='1`,
    '/api/v1/orders/%E0%A4%A',
  ])('%s is refused without a trace in the records', async (path) => {
    const answer = await get(`${east.origin}${path}`, { authorization: `Bearer ${checkout.token}` });
    expect([400, 404]).toContain(answer.status);
    expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.ts|node_modules|select |stack/i);
  });
});

describe('a webhook', () => {
  const EVENT = () => ({
    id: 'evt_forged',
    object: 'event',
    type: 'payment_intent.amount_capturable_updated',
    created: Math.floor(Date.now() / 1000),
    data: {
      object: {
        id: 'pi_forged',
        object: 'payment_intent',
        status: 'requires_capture',
        amount: 4_900,
        amount_capturable: 4_900,
        currency: 'eur',
        metadata: { order_id: checkout.orderId, payment_operation: `pay:${checkout.orderId}` },
      },
    },
  });
  const signed = (body: string, ageS: number, secret = WEBHOOK_SECRET) => {
    const at = Math.floor(Date.now() / 1000) - ageS;
    return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
  };
  const events = () => east.store.app('select event_id from payments.provider_events');
  const webhook = (body: string, signature: string) =>
    send(`${api}/webhooks/stripe`, 'POST', { ...JSON_TYPE, 'stripe-signature': signature }, body);

  it('with a wrong, old, missing or borrowed signature is 400 and stored nowhere', async () => {
    const body = JSON.stringify(EVENT());
    const refused = [
      await webhook(body, signed(body, 0, 'whsec_other')),
      await webhook(body, signed(body, 301)),
      await webhook(body, ''),
      await webhook(body, 't=1,v1='),
      await webhook(body.replace('4900', '1'), signed(body, 0)),
      await webhook(` ${body}`, signed(body, 0)),
    ];
    for (const answer of refused) expect(answer).toMatchObject({ status: 400, body: { code: 'signature_invalid' } });
    expect(await events()).toEqual([]);
  });

  it('that is genuine is 200 once stored, and 200 without effect the second time', async () => {
    const own = await openCheckout(east.origin);
    await placeOrder(east.origin, own);
    const event = EVENT();
    event.data.object.metadata = { order_id: own.orderId, payment_operation: `pay:${own.orderId}` };
    const body = JSON.stringify(event);
    expect((await webhook(body, signed(body, 299))).status).toBe(200);
    const rows = (await east.store.evidence.list(own.orderId)).length;
    expect((await webhook(body, signed(body, 0))).status).toBe(200);
    expect(await events()).toEqual([{ event_id: 'evt_forged' }]);
    expect((await east.store.evidence.list(own.orderId)).length).toBe(rows);
  });

  it('that is genuine and unreadable is 400, and stored nowhere', async () => {
    const event = { ...EVENT(), id: 'evt_unreadable' };
    event.data.object.amount_capturable = 1.5;
    const body = JSON.stringify(event);
    expect(await webhook(body, signed(body, 0))).toMatchObject({ status: 400, body: { code: 'event_unreadable' } });
    expect(await events()).not.toContainEqual({ event_id: 'evt_unreadable' });
  });

  it('of another operation under an order’s name speaks for nobody', async () => {
    const event = { ...EVENT(), id: 'evt_elsewhere' };
    event.data.object.metadata.payment_operation = 'pay:another';
    const body = JSON.stringify(event);
    expect(await webhook(body, signed(body, 0))).toMatchObject({ status: 200, body: { used: false } });
    expect(await events()).not.toContainEqual({ event_id: 'evt_elsewhere' });
  });
});

describe('the region link', () => {
  const body = JSON.stringify({ method: 'products', body: {} });
  const stampOf = (change: Partial<LinkStamp> = {}): LinkStamp => ({
    from: 'west',
    to: 'east',
    sentAtMs: Date.now(),
    remainingMs: 5_000,
    nonce: randomBytes(18).toString('base64url'),
    requestId: 'req_of_the_peer',
    traceparent: '',
    ...change,
  });
  const sealed = (change: Partial<LinkStamp> = {}, text = body, secret = LINK_SECRET) =>
    sealCall(secret, stampOf(change), text);
  const call = (headers: Readonly<Record<string, string>>, text = body) =>
    send(`${east.origin}${LINK_PATH}`, 'POST', { ...JSON_TYPE, ...headers }, text);

  it('answers the peer, and seals its answer to the call', async () => {
    const headers = sealed();
    const answer = await call(headers);
    expect(answer.status).toBe(200);
    const text = JSON.stringify(answer.body);
    const seal = String(answer.headers['x-link-answer']);
    expect(isAnswerTo(LINK_SECRET, headers['x-link-nonce'] ?? '', text, seal)).toBe(true);
    expect(isAnswerTo(LINK_SECRET, 'another-nonce', text, seal)).toBe(false);
  });

  it('takes a call in once: a captured one is refused however soon it comes again', async () => {
    const headers = sealed();
    expect((await call(headers)).status).toBe(200);
    const again = await Promise.all(Array.from({ length: 20 }, () => call(headers)));
    for (const answer of again) expect(answer).toMatchObject({ status: 409, body: { code: 'link_call_taken' } });
  });

  it('takes in one of a hundred equal calls at once', async () => {
    const headers = sealed();
    const answers = await Promise.all(Array.from({ length: 100 }, () => call(headers)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('refuses after a start what was sent before it: the process before may have taken it in', async () => {
    expect((await call(sealed({ sentAtMs: Date.now() - 25_000, remainingMs: 30_000 }))).status).toBe(409);
  });

  it('does not act on a call that nobody waits for any more', async () => {
    const late = await call(sealed({ sentAtMs: Date.now() - 6_000, remainingMs: 500 }));
    expect(late).toMatchObject({ status: 408, body: { code: 'link_call_late' } });
  });

  it('refuses a wrong, old, future, borrowed, altered, turned-round or missing seal', async () => {
    const other = JSON.stringify({ method: 'order_status', body: {} });
    const refused = [
      await call(sealed({}, body, 'another-secret')),
      await call(sealed({ sentAtMs: Date.now() - 31_000, remainingMs: 60_000 })),
      await call(sealed({ sentAtMs: Date.now() + 90_000 })),
      await call(sealed(), other),
      await call(sealed({ from: 'east', to: 'west' })),
      await call(sealed({ from: 'east', to: 'east' })),
      ...(await Promise.all(
        [
          ['x-link-nonce', randomBytes(18).toString('base64url')],
          ['x-link-nonce', ''],
          ['x-link-sent-at', String(Date.now() + 20_000)],
          ['x-link-sent-at', 'NaN'],
          ['x-link-remaining-ms', '60000'],
          ['x-link-to', 'west'],
          ['x-request-id', 'req_of_another'],
          ['traceparent', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`],
          ['x-link-signature', ''],
        ].map(([name, value]) => call({ ...sealed(), [String(name)]: String(value) })),
      )),
      await call({}),
    ];
    for (const answer of refused)
      expect(answer).toMatchObject({ status: 401, body: { code: 'link_signature_invalid' } });
  });

  it('knows only its own methods', async () => {
    for (const method of ['constructor', '__proto__', 'toString', 'place', 'sql']) {
      const text = JSON.stringify({ method, body: {} });
      expect((await call(sealed({}, text), text)).status).toBe(400);
    }
  });
});

describe('what describes and measures the API', () => {
  it('names every route and no other', async () => {
    const described = await get(`${east.origin}/api/openapi.json`);
    const paths = described.body.paths as Record<string, Record<string, unknown>>;
    const calls = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (method) => [method.toUpperCase(), `/api/v1${path.replaceAll(/\{\w+\}/g, 'x')}`] as const,
      ),
    );
    expect(calls).toHaveLength(ROUTES.length);
    for (const { method, path } of ROUTES)
      expect(calls.filter((call) => call[0] === method && path.test(call[1]))).toHaveLength(1);
  });

  it('counts calls by route and status, and holds no id, address or token', async () => {
    const own = await openCheckout(east.origin, { mug: 1 }, 'grace.hopper@example.test');
    await placeOrder(east.origin, own);
    await get(`${api}/orders/${own.orderId}`, { authorization: `Bearer ${own.token}` });
    await get(`${api}/some/path/of/grace.hopper@example.test`);
    await get(`${api}/orders/${own.orderId}`, { authorization: `Bearer ${'x'.repeat(32)}` });
    await send(`${api}/webhooks/stripe`, 'POST', { 'stripe-signature': 't=1,v1=00' }, '{}');
    const text = String((await get(`${east.origin}/api/metrics`)).body.text);
    expect(text).toMatch(/evident_http_requests_total\{route="place_order",status="201",region="east"\} \d+/);
    expect(text).toMatch(/route="none",status="404"/);
    // who tries what they may not is counted where they try it
    expect(text).toMatch(/route="order_status",status="404"/);
    expect(text).toMatch(/route="webhook",status="400"/);
    for (const secret of [own.orderId, own.token, 'hopper', String(own.body.cart_id), 'pm_card'])
      expect(text).not.toContain(secret);
  });

  it('is read, and answers to nothing else', async () => {
    for (const path of ['/api/health/live', '/api/health/ready', '/api/openapi.json', '/api/metrics'])
      for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
        expect(await send(`${east.origin}${path}`, method)).toMatchObject({
          status: 405,
          headers: { allow: 'GET, HEAD' },
        });
    expect((await fetch(`${east.origin}/api/health/live`, { method: 'HEAD' })).status).toBe(200);
  });

  it('says live always, and ready only while somebody decides', async () => {
    expect(await get(`${east.origin}/api/health/live`)).toMatchObject({ status: 200 });
    expect(await get(`${east.origin}/api/health/ready`)).toMatchObject({ status: 503, body: { status: 'not_ready' } });
    await east.store.shards.take('east', 'worker', 60_000, 1);
    expect(await get(`${east.origin}/api/health/ready`)).toMatchObject({ status: 200, body: { reasons: [] } });
  });
});

it('no hostile call made anything fail inside, or was answered with what is not described', () => {
  expect(east.failures).toEqual([]);
  expect(undescribedCalls()).toEqual([]);
});
