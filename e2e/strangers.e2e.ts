/** What strangers send to the store that people get: nobody comes further by it, and nothing that is secret is left lying about. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { get, openCheckout, placeOrder, post, send } from '../server/http/testing/caller';
import { everythingKept, keptSecrets } from './testing/left-behind';

const EAST = process.env.STORE_EAST ?? '';
const WEST = process.env.STORE_WEST ?? '';
const CARD = '4000056655665556';

test.describe('a header of the framework’s own', () => {
  const PATHS = ['/console', '/console/audit', '/api/trpc/support.orders.search?input=%7B%7D', '/checkout/ord_none'];
  const HEADERS = [
    { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
    { 'x-middleware-subrequest': 'src/middleware:src/middleware:src/middleware:src/middleware:src/middleware' },
    { 'x-invoke-path': '/console/audit', 'x-matched-path': '/console/audit' },
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
  ];
  for (const path of PATHS)
    test(`lets nobody further at ${path}, and breaks nothing`, async () => {
      const plain = await get(`${EAST}${path}`);
      for (const headers of HEADERS) {
        const answer = await get(`${EAST}${path}`, headers);
        expect(answer.status).toBeLessThan(500);
        if (plain.status >= 400) expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.headers.location ?? null).toBe(plain.headers.location ?? null);
      }
    });
});

test('every page has a policy with a nonce of its own, and is read by no other site', async () => {
  for (const path of ['/', '/cart', '/console/sign-in', '/orders/ord_none?token=none']) {
    const answers = [await get(`${EAST}${path}`, { origin: 'https://evil.example' }), await get(`${EAST}${path}`)];
    const nonces = answers.map(
      ({ headers }) => /'nonce-([^']{20,})'/.exec(String(headers['content-security-policy']))?.[1],
    );
    expect(new Set(nonces).size).toBe(2);
    for (const [n, { body, headers }] of answers.entries()) {
      expect(headers).not.toHaveProperty('access-control-allow-origin');
      expect(headers['referrer-policy']).toBe(path.startsWith('/orders/') ? 'no-referrer' : 'same-origin');
      const scripts = body.text?.match(/<script[^>]*>/g) ?? [];
      expect(scripts.filter((script) => !script.includes(`nonce="${nonces[n]}"`))).toEqual([]);
    }
  }
});

test('what is no call, and what is no order, is answered as that', async () => {
  expect((await send(`${EAST}/api/trpc/session.me`, 'TRACE')).status).toBe(405);
  expect((await send(`${EAST}/api/trpc/cases.note`, 'POST', {}, 'x'.repeat(300_000))).status).toBe(413);
  for (const address of [
    '/orders/%E0%A4%A?token=x',
    '/checkout/%',
    '/orders/a%20b?token=x',
    '/orders/ord_none?token=a&token=b',
    '/orders/%3Cscript%3E?token=x',
  ])
    expect((await get(`${EAST}${address}`)).status).toBe(404);
});

test('what customers and staff confided is in no log, trace, metric or page script, whatever went wrong with it', async () => {
  const email = `canary-${Date.now().toString(36)}@example.test`;
  const pass = `canary-password-${Date.now().toString(36)}`;
  const confided = [email, email.split('@')[0] ?? '', pass, CARD];
  for (const [origin, method, statuses] of [
    [EAST, 'pm_card_visa', [201]],
    [WEST, 'pm_card_chargeDeclined', [402]],
    // under reconciliation, or voided already
    [EAST, 'pm_evident_wrong_amount', [202, 402]],
  ] as const) {
    const { products } = (await get(`${origin}/api/v1/catalog`)).body as unknown as { products: { sku: string }[] };
    const checkout = await openCheckout(origin, { [products[0]?.sku ?? '']: 1 }, email);
    confided.push(checkout.token, String(checkout.body.cart_id));
    expect(statuses).toContain((await placeOrder(origin, checkout, { payment_method: method })).status);
    const bearer = { authorization: `Bearer ${checkout.token}` };
    expect((await get(`${origin}/api/v1/orders/${checkout.orderId}`, bearer)).status).toBe(200);
    // the address that people get, with its token in it
    await get(`${origin}/orders/${checkout.orderId}?token=${checkout.token}`);
    await placeOrder(origin, checkout, { payment_method: `pm_${CARD}` });
    await placeOrder(origin, checkout, { card: CARD });
    await placeOrder(origin, checkout, {}, { 'idempotency-key': `${CARD} ${email}` });
    await get(`${origin}/api/v1/orders/${CARD}?min_version=${email}`, bearer);
    await get(`${origin}/api/v1/carts/${encodeURIComponent(email)}`);
    await send(`${origin}/api/v1/webhooks/stripe`, 'POST', { 'stripe-signature': pass }, `{"email":"${email}"}`);
  }
  const own = { origin: EAST, 'sec-fetch-site': 'same-origin' };
  await post(`${EAST}/api/auth/sign-in/email`, { email, password: pass }, own);
  const signedIn = await post(
    `${EAST}/api/auth/sign-in/email`,
    { email: 'support@evident.test', password: 'evident-demo' },
    own,
  );
  const cookie = (signedIn.headers['set-cookie'] ?? []).map((each) => each.split(';')[0]).join('; ');
  confided.push(cookie.split('=')[1] ?? '');
  const staff = { ...own, cookie };
  expect((await post(`${EAST}/api/trpc/support.orders.search`, { q: email }, staff)).status).toBe(200);
  await post(`${EAST}/api/trpc/support.orders.search`, { q: { $like: pass } }, staff);
  await post(`${EAST}/api/trpc/bulk.start`, { reason: pass }, { ...staff, 'x-request-id': 'the-last-of-the-canaries' });

  const log = join(process.env.STORE_DATA_DIR ?? '', 'logs', 'web_east.log');
  await expect.poll(() => readFileSync(log, 'utf8')).toContain('the-last-of-the-canaries');
  const places = await everythingKept([EAST, WEST]);
  for (const [name, text] of places) {
    const told = [...confided, ...keptSecrets()].filter((each) => each.length > 7 && text.includes(each));
    expect([name, told]).toEqual([name, []]);
  }
  expect(places.map(([name]) => name)).toEqual(
    expect.arrayContaining(['web_east.log', 'worker_west.log', 'database.log', 'traces of east', 'metrics of west']),
  );
  expect(readdirSync('.next/static').length).toBeGreaterThan(0);
});
