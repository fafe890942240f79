/** What is never refused for payment trouble, whatever else is: status, carts, intents, reconciliation. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type GivenProvider, givenProvider } from '@/server/services/testing/given-provider';
import { get, type OpenedCheckout, openCheckout, placeOrder, post, put } from './testing/caller';
import { type GivenRegion, givenRegion } from './testing/given-region';

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

const admits = () => {
  // what the provider failed to answer is forgotten
  east.clock.advance(2_000);
  const entry = east.shop.admission.decide({ paymentMethod: 'pm_card_visa', skus: ['mug'] });
  if (entry.admitted) entry.done(null);
  return entry.admitted;
};
const pause = async (paused: boolean) => {
  await east.store.owner(
    `insert into operations.controls (name, value, reason, changed_by) values ('payments_paused', $1, 'drill', 'test')
     on conflict (name) do update set value = excluded.value, version = controls.version + 1`,
    [JSON.stringify({ paused })],
  );
  await expect.poll(admits).toBe(!paused);
};
const status = ({ orderId, token }: OpenedCheckout) =>
  get(`${api}/orders/${orderId}`, { authorization: `Bearer ${token}` });
/** The customer comes back later with the same order. */
const comesBack = async (checkout: OpenedCheckout) => {
  east.clock.advance(5_000);
  return (await placeOrder(east.origin, checkout)).status;
};
/** Calls that fail until the provider's throttle turns nearly everybody away. */
const failTheProvider = () => {
  for (let call = 0; call < 400; call++) {
    const entry = east.shop.admission.decide({ paymentMethod: 'pm_card_visa', skus: ['mug'] });
    if (entry.admitted) entry.done({ kind: 'unknown', cause: 'provider_error' });
  }
};

describe('while no payment attempt is let in', () => {
  it('carts are made and changed, checkouts opened, intents kept, status told', async () => {
    await pause(true);
    const cart = await post(`${api}/carts`, {});
    expect(cart.status).toBe(201);
    const items = `${api}/carts/${String(cart.body.cart_id)}/items/mug`;
    expect((await put(items, { quantity: 2 })).status).toBe(200);
    const checkout = await openCheckout(east.origin);
    expect(await placeOrder(east.origin, checkout)).toMatchObject({
      status: 503,
      body: { code: 'payment_unavailable', state: 'inventory_reserved' },
    });
    expect(await status(checkout)).toMatchObject({ status: 200, body: { state: 'inventory_reserved' } });
    expect(await provider.ledger(checkout.orderId)).toEqual([]);
    await pause(false);
  });

  it('a payment that nobody knows of is looked up and decided all the same', async () => {
    const checkout = await openCheckout(east.origin);
    east.clock.setImpatient(true);
    await placeOrder(east.origin, checkout, { payment_method: 'pm_evident_hang_after_accept' });
    east.clock.setImpatient(false);
    failTheProvider();
    await pause(true);
    await expect
      .poll(async () => {
        east.clock.advance(5_000);
        await east.shop.settle();
        return (await status(checkout)).body.state;
      })
      .toBe('order_confirmed');
    await pause(false);
  });
});

describe('while the order store takes no more orders', () => {
  it('who comes is told to come back and nothing is kept of it but its checkout; status, carts and checkouts are served', async () => {
    const known = await openCheckout(east.origin);
    await expect.poll(() => comesBack(known)).toBe(201);
    const taken = await Promise.all(Array.from({ length: 32 }, () => east.shop.intake.enter()));
    const late = await openCheckout(east.origin);
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const answer = placeOrder(east.origin, late);
        east.clock.advance(1_000);
        return answer;
      }),
    );
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect((await status(late)).status).toBe(404);
    expect(await provider.ledger(late.orderId)).toEqual([]);
    expect((await status(known)).status).toBe(200);
    expect((await post(`${api}/carts`, {})).status).toBe(201);
    for (const entry of taken) if (entry.admitted) entry.answered();
    await expect.poll(() => comesBack(late)).toBe(201);
    expect((await provider.ledger(late.orderId)).filter((kind) => kind === 'authorized')).toHaveLength(1);
    // at the prices of when it was opened, under the key that was turned away
    expect((await status(late)).body).toMatchObject({
      state: 'order_confirmed',
      total: (await status(known)).body.total,
    });
  });

  it('is told at the door, unread: a body that is none is turned away like any other, and refused once there is a place', async () => {
    const checkout = await openCheckout(east.origin);
    const broken = () =>
      fetch(`${api}/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': checkout.orderId },
        body: '{',
      });
    const full = vi.spyOn(east.shop.intake, 'isFull').mockReturnValue(true);
    const answer = await broken();
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await get(`${api}/catalog`)).status).toBe(200);
    expect((await status(checkout)).status).toBe(404);
    full.mockRestore();
    expect((await broken()).status).toBe(400);
  });

  it('gives five hundred equal submits at once one order and one charge, whoever of them is told to come back', async () => {
    const checkout = await openCheckout(east.origin);
    const answers = await Promise.all(Array.from({ length: 500 }, () => placeOrder(east.origin, checkout)));
    for (const { status: answered } of answers) expect([201, 202, 429, 503]).toContain(answered);
    await expect.poll(() => comesBack(checkout)).toBe(201);
    expect((await provider.ledger(checkout.orderId)).filter((kind) => kind === 'authorized')).toHaveLength(1);
  });

  it('counts who was let in and who was not, for whoever watches', async () => {
    const { body } = await get(`${east.origin}/api/metrics`);
    const counted = (answer: string) =>
      Number(new RegExp(`evident_admission_total{answer="${answer}",region="east"} (\\d+)`).exec(body.text ?? '')?.[1]);
    expect(counted('admitted')).toBeGreaterThan(2);
    expect(counted('rejected_paused')).toBeGreaterThan(0);
    expect(counted('rejected_throttled')).toBeGreaterThan(0);
    expect(counted('rejected_intake')).toBeGreaterThan(0);
    // those at the door too, whose answers are written at a beat
    expect(body.text).toMatch(/route="place_order"[^}]*status="429"[^}]*\} [1-9]/);
  });
});
