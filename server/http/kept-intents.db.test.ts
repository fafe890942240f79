import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LinkCondition } from '@/server/domain/link-condition';
import { INTENT_KEPT_MS } from '@/server/domain/intent';
import { homeRegionOfShard, shardOf } from '@/server/domain/ids';
import { IntentReader } from '@/server/services/intent-reader';
import { intentOf } from '@/server/services/order-forwarder';
import type { GivenProvider } from '@/server/services/testing/given-provider';
import { checkoutCopyStore } from '@/server/stores/checkout-copies';
import { intentReadStore } from '@/server/stores/intent-reads';
import { keptIntentStore } from '@/server/stores/kept-intents';
import { orderIdIn } from '@/server/stores/testing/given-store';
import { type Answer, get, type OpenedCheckout, openCheckout, placeOrder, post, put } from './testing/caller';
import { type GivenPair, givenPair } from './testing/given-pair';
import type { GivenRegion } from './testing/given-region';
import { undescribedCalls } from './testing/undescribed';

let provider: GivenProvider;
/** Owns what is ordered here. */
let east: GivenRegion;
/** Keeps what it cannot hand over. */
let west: GivenRegion;
let link: LinkCondition = 'up';

let pair: GivenPair;

beforeAll(async () => {
  pair = await givenPair(() => link);
  ({ east, provider, west } = pair);
});
afterAll(() => {
  link = 'up';
  return pair.close();
});
beforeEach(() => {
  link = 'up';
});

const intentsOf = ({ clock, region, store }: GivenRegion) =>
  new IntentReader({
    region,
    clock,
    copies: checkoutCopyStore(store.sql),
    reads: intentReadStore(store.sql),
    ownerOfOrder: (orderId) => homeRegionOfShard(shardOf(orderId)),
  });
const bearer = ({ token }: OpenedCheckout) => ({ authorization: `Bearer ${token}` });
const status = (region: GivenRegion, checkout: OpenedCheckout, query = '') =>
  get(`${region.origin}/api/v1/orders/${checkout.orderId}${query}`, bearer(checkout));
const kept = ({ orderId }: OpenedCheckout) => keptIntentStore(west.store.sql).get(orderId);
const events = async ({ orderId }: OpenedCheckout) =>
  (await west.store.app('select kind from intents.events where order_id = $1 order by seq', [orderId])).map(
    ({ kind }) => kind,
  );
const orders = async ({ orderId }: OpenedCheckout) =>
  Promise.all([east, west].map(async ({ store }) => (await store.orders.get(orderId))?.state ?? null));
const ledger = ({ orderId }: OpenedCheckout) => provider.ledger(orderId);

/** An order of east, kept in west during a cut. */
async function keptInWest(): Promise<OpenedCheckout> {
  const checkout = await openCheckout(east.origin);
  link = 'cut';
  expect(await placeOrder(west.origin, checkout)).toMatchObject({ status: 202, body: { version: 0 } });
  return checkout;
}

/** As the worker does it after a heal: until nothing is owed any more. */
async function handOverAll(): Promise<void> {
  link = 'up';
  const keeper = west.keeper();
  for (let rounds = 0; rounds < 50; rounds++) {
    west.clock.advance(20_000);
    await keeper.runOnce();
    const { kept: owed, expired } = await keeper.owed();
    if (owed + expired === 0) return;
  }
  throw new Error('something is still owed');
}

async function expectOneCharge(checkout: OpenedCheckout): Promise<void> {
  expect(await orders(checkout)).toEqual(['order_confirmed', null]);
  expect(await ledger(checkout)).toEqual(['authorized']);
  expect(await kept(checkout)).toMatchObject({ state: 'settled', ownerAnswer: { state: 'order_confirmed' } });
}

/** What may be said by a region that cannot reach the owner: that it is kept, or that nothing can be said now. */
function expectOnlyKeptOrUnavailable(answer: Answer): void {
  expect([202, 503]).toContain(answer.status);
  expect(answer.body.state ?? 'order_intent_saved').toBe('order_intent_saved');
  expect(JSON.stringify(answer.body)).not.toMatch(/confirmed|payment_pending|failed_safely|declined/);
}

describe('an order whose owner cannot be reached', () => {
  it('is kept, not charged, and says so under a stable reference', async () => {
    const checkout = await keptInWest();
    const again = await placeOrder(west.origin, checkout);
    expect(again).toMatchObject({
      status: 202,
      body: { state: 'order_intent_saved', money_position: 'unknown', pay_again: 'not_needed', owner_region: 'east' },
    });
    expect(again.body.customer_message).toMatch(/^Your order is kept, and keeping it charged nothing\./);
    expect(again.body.kept).toMatchObject({ by: 'west', expired: false, sent: 'never' });
    expect(again.headers).toMatchObject({ 'idempotent-replayed': 'true', 'retry-after': '3' });
    const read = await status(west, checkout);
    expect(read).toMatchObject({ status: 200, body: { reference: again.body.reference, version: 0 } });
    expect(await orders(checkout)).toEqual([null, null]);
    expect(await ledger(checkout)).toEqual([]);
    expect(await events(checkout)).toEqual(['kept', 'asked_again']);
  });

  it('is found by the staff of either region, by any id, and counted', async () => {
    const checkout = await keptInWest();
    const side = intentsOf(west);
    const { orderId } = checkout;
    for (const q of [
      '',
      orderId,
      String((await kept(checkout))?.reference),
      'ada@example.test',
      String(checkout.body.cart_id),
    ])
      expect((await side.find(q)).rows.map((row) => row.orderId)).toContain(orderId);
    expect(await side.view(orderId)).toMatchObject({
      state: 'kept',
      keptBy: 'west',
      owner: 'east',
      sent: 'never',
      customerReads: expect.stringMatching(/^Your order is kept/),
      events: [{ kind: 'kept' }],
    });
    expect((await side.find('nobody@example.test')).rows).toEqual([]);
    const { body } = await get(`${west.origin}/api/metrics`);
    const counted = /^evident_kept_intents\{[^}]*\} (\d+)$/m.exec(String(body.text))?.[1];
    expect(Number(counted)).toBeGreaterThan(0);
  });

  it('refuses another body under its key, cut or healed, and names no value', async () => {
    const checkout = await keptInWest();
    for (const condition of ['cut', 'up'] as const) {
      link = condition;
      const other = await placeOrder(west.origin, checkout, { payment_method: 'pm_card_mastercard' });
      expect(other).toMatchObject({ status: 422, body: { fields: ['payment_method'] } });
    }
    await handOverAll();
    await expectOneCharge(checkout);
  });

  it('is refused here for what its owner would refuse by the checkout alone', async () => {
    const checkout = await openCheckout(east.origin);
    link = 'cut';
    expect((await placeOrder(west.origin, checkout, { cart_id: 'crt_e_other' })).status).toBe(422);
    const stranger = { cart_id: 'crt_e_other', email: 'eve@example.test' };
    expect((await placeOrder(west.origin, checkout, stranger)).status).toBe(404);
    expect((await placeOrder(west.origin, checkout, { cart_version: 99 })).status).toBe(409);
    expect(await kept(checkout)).toBeNull();
  });

  it('is shown to its customer alone, and never to one who has seen more', async () => {
    const checkout = await keptInWest();
    const url = `${west.origin}/api/v1/orders/${checkout.orderId}`;
    expect((await get(url, { authorization: `Bearer ${'x'.repeat(32)}` })).status).toBe(404);
    expect((await get(url)).status).toBe(404);
    expect((await status(west, checkout, '?min_version=1')).status).toBe(503);
  });

  it('is not kept, as something earlier, for a session that was shown how its owner has it', async () => {
    const checkout = await openCheckout(east.origin);
    const placed = await placeOrder(east.origin, checkout);
    const cookie = String(placed.headers['set-cookie']).split(';')[0];
    link = 'cut';
    const again = await placeOrder(west.origin, checkout, {}, { cookie });
    expect(again).toMatchObject({ status: 503, body: { code: 'owner_unreachable', last_seen: { version: 4 } } });
    expect(await kept(checkout)).toBeNull();
  });

  it('reaches its owner once after the heal, and the status follows', async () => {
    const checkout = await keptInWest();
    await handOverAll();
    await expectOneCharge(checkout);
    const [inWest, inEast] = await Promise.all([status(west, checkout), status(east, checkout)]);
    expect(inWest).toMatchObject({ status: 200, body: { state: 'order_confirmed', version: 4 } });
    expect(inEast.body.state).toBe('order_confirmed');
    const repeated = await placeOrder(west.origin, checkout);
    expect(repeated).toMatchObject({ status: 201, headers: { 'idempotent-replayed': 'true' } });
    const [submitted] = await east.store.evidence.list(checkout.orderId);
    expect(submitted).toMatchObject({ kind: 'order_submitted', detail: { kept_by: 'west' } });
    expect(await events(checkout)).toEqual(['kept', 'settled']);
  });

  it('is told as it was last known once its owner has spoken, and never as something earlier', async () => {
    const checkout = await openCheckout(east.origin);
    await placeOrder(west.origin, checkout);
    link = 'cut';
    const read = await status(west, checkout);
    // an ending is repeated as what was known then, in every answer and in its words
    const marked = {
      state: 'order_confirmed',
      last_known: true,
      freshness: 'last_known',
      customer_message: expect.stringMatching(/^As last known at \d\d:\d\d: Your order is confirmed\./),
    };
    expect(read).toMatchObject({ status: 200, headers: { 'retry-after': '2' }, body: { ...marked, region: 'west' } });
    expect(await placeOrder(west.origin, checkout)).toMatchObject({
      status: 201,
      headers: { 'retry-after': '3' },
      body: marked,
    });
    expect((await status(west, checkout, '?min_version=9')).status).toBe(503);
    expect((await kept(checkout))?.keptAtMs).toBeNull();
  });
});

describe('what a copy here tells of the other region', () => {
  it('keeps an order that its owner has from being kept again, as something earlier', async () => {
    const checkout = await openCheckout(east.origin);
    await placeOrder(east.origin, checkout);
    await east.tell();
    link = 'cut';
    const answer = await placeOrder(west.origin, checkout);
    expect(answer).toMatchObject({ status: 201, body: { state: 'order_confirmed', version: 4, last_known: true } });
    expect(await kept(checkout)).toBeNull();
  });

  it('opens the checkout of a cart that cannot be read at its owner', async () => {
    const api = `${east.origin}/api/v1`;
    const { cart_id } = (await post(`${api}/carts`, {})).body;
    const { version } = (await put(`${api}/carts/${String(cart_id)}/items/mug`, { quantity: 1 })).body;
    await east.tell();
    link = 'cut';
    const body = { cart_id, cart_version: version, email: 'ada@example.test' };
    const opened = await post(`${west.origin}/api/v1/checkouts`, body);
    expect(opened).toMatchObject({ status: 201, body: { owner_region: 'west' } });
    const stale = await post(`${west.origin}/api/v1/checkouts`, { ...body, cart_version: Number(version) + 1 });
    expect(stale.status).toBe(503);
  });
});

describe('a call whose answer was lost', () => {
  it('is kept as perhaps acted on: the owner charged, and nobody is told otherwise', async () => {
    const checkout = await openCheckout(east.origin);
    link = { lose: 'answers', calls_from: 'west' };
    const answer = await placeOrder(west.origin, checkout);
    expectOnlyKeptOrUnavailable(answer);
    expect(answer.body).toMatchObject({ money_position: 'unknown', kept: { sent: 'maybe' } });
    expect(answer.body.customer_message).toMatch(/it may have your order already/);
    expect(await ledger(checkout)).toEqual(['authorized']);
    await handOverAll();
    await expectOneCharge(checkout);
  });

  it('of a hand-over leaves it owed; the next one finds what the first did', async () => {
    const checkout = await keptInWest();
    link = { lose: 'answers', calls_from: 'west' };
    west.clock.advance(20_000);
    await west.keeper().runOnce();
    expect(await orders(checkout)).toEqual(['order_confirmed', null]);
    expect(await kept(checkout)).toMatchObject({ state: 'kept', sends: 1 });
    expect(await status(west, checkout)).toMatchObject({
      body: { state: 'order_intent_saved', kept: { sent: 'maybe' } },
    });
    await handOverAll();
    await expectOneCharge(checkout);
    expect(await events(checkout)).toEqual(['kept', 'unanswered', 'settled']);
  });
});

describe('a link that hangs', () => {
  it('costs the first their patience, and nobody after them: kept at once, known never to have been sent', async () => {
    const checkouts = [];
    for (let n = 0; n < 5; n++) checkouts.push(await openCheckout(east.origin));
    const [fourth, fifth] = checkouts.splice(3) as [OpenedCheckout, OpenedCheckout];
    link = { lose: 'requests', calls_from: 'west' };
    const hung = await Promise.all(checkouts.map((checkout) => placeOrder(west.origin, checkout)));
    expect(hung.map(({ body }) => body.kept)).toEqual(checkouts.map(() => expect.objectContaining({ sent: 'maybe' })));
    // one that had waited for the link would have left
    expect(await placeOrder(west.origin, fourth)).toMatchObject({ status: 202, body: { kept: { sent: 'never' } } });
    // a status goes on being asked for, and its answer closes the circuit
    link = 'up';
    expect(await status(west, fifth)).toMatchObject({ status: 404 });
    expect(await placeOrder(west.origin, fifth)).toMatchObject({ status: 201, body: { state: 'order_confirmed' } });
    await handOverAll();
    for (const checkout of [...checkouts, fourth]) await expectOneCharge(checkout);
  }, 60_000);
});

describe('a worker that dies in a hand-over', () => {
  const NEVER = new Promise<never>(() => undefined);

  /** Every step that the keeper waits for, counted; the one at `dieAt` happens or not, and nothing is heard of it any more. */
  function steps(dieAt: number, happens: boolean) {
    let step = 0;
    let dead: () => void = () => undefined;
    const died = new Promise<'died'>((resolve) => {
      dead = () => resolve('died');
    });
    const watched = <T extends object>(part: T): T =>
      new Proxy(part, {
        get(target, name) {
          const method: unknown = Reflect.get(target, name);
          if (typeof method !== 'function' || name === 'ownerOfOrder') return method;
          return async (...input: unknown[]) => {
            step++;
            if (step > dieAt) return NEVER;
            if (step < dieAt) return method.apply(target, input);
            if (happens) await method.apply(target, input);
            dead();
            return NEVER;
          };
        },
      });
    return { watched, died };
  }

  it('at any step, before or after it, leaves one order and one charge', { timeout: 120_000 }, async () => {
    let deaths = 0;
    for (const happens of [false, true])
      for (let dieAt = 1; ; dieAt++) {
        const checkout = await keptInWest();
        link = 'up';
        west.clock.advance(20_000);
        const { watched, died } = steps(dieAt, happens);
        const dying = west.keeper((parts) => ({
          ...parts,
          router: watched(parts.router),
          intents: watched(parts.intents),
          handOvers: watched(parts.handOvers),
          copies: watched(parts.copies),
        }));
        const ended = await Promise.race([died, dying.runOnce().then(() => 'lived' as const)]);
        await handOverAll();
        await expectOneCharge(checkout);
        if (ended === 'lived') break;
        deaths++;
      }
    expect(deaths).toBeGreaterThanOrEqual(12);
  });

  it('or lives twice: two workers and the customer in both regions at once make one order and one charge', async () => {
    const checkout = await keptInWest();
    link = 'up';
    west.clock.advance(20_000);
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, (_, n) => placeOrder(n % 2 === 0 ? east.origin : west.origin, checkout)),
      west.keeper().runOnce(),
      west.keeper().runOnce(),
    ]);
    for (const answer of answers) if (typeof answer === 'object') expect([201, 202]).toContain(answer.status);
    await handOverAll();
    await expectOneCharge(checkout);
  });
});

describe('an intent that was not handed over in time', () => {
  it('is not placed any more: its owner records it as expired, uncharged, and refuses later copies', async () => {
    const checkout = await keptInWest();
    west.clock.advance(INTENT_KEPT_MS);
    expectOnlyKeptOrUnavailable(await placeOrder(west.origin, checkout));
    await west.keeper().runOnce();
    const late = await placeOrder(west.origin, checkout);
    expect(late).toMatchObject({
      status: 503,
      body: { pay_again: 'not_needed', kept: { expired: true }, code: 'owner_unreachable' },
    });
    await handOverAll();
    expect(await orders(checkout)).toEqual(['failed_safely', null]);
    expect(await ledger(checkout)).toEqual([]);
    for (const region of [west, east])
      expect(await placeOrder(region.origin, checkout)).toMatchObject({
        status: 409,
        body: { state: 'failed_safely', reason: 'intent_expired', money_position: 'not_moved' },
      });
    expect(await events(checkout)).toEqual(['kept', 'asked_again', 'expired', 'asked_again', 'settled']);
  });

  it('is refused by its owner’s clock too, whatever the keeper’s says', async () => {
    const checkout = await keptInWest();
    link = 'up';
    const ahead = west.clock.nowMs() - east.clock.nowMs();
    east.clock.advance(ahead + INTENT_KEPT_MS + 1);
    await west.keeper().runOnce();
    expect(await orders(checkout)).toEqual(['failed_safely', null]);
    expect(await ledger(checkout)).toEqual([]);
  });

  it('but was placed meanwhile, keeps what its owner decided', async () => {
    const checkout = await keptInWest();
    link = 'up';
    await placeOrder(east.origin, checkout);
    link = 'cut';
    west.clock.advance(INTENT_KEPT_MS);
    await west.keeper().runOnce();
    await handOverAll();
    await expectOneCharge(checkout);
  });
});

describe('a cart whose goods only the region keeps that cannot be reached', () => {
  const onlyInEast = async (available: number) => {
    await west.store.owner(`delete from inventory.stock where sku = 'lamp'`);
    await east.store.setStock('lamp', available);
  };
  async function openInWest(): Promise<{ checkout: OpenedCheckout; opened: Answer }> {
    const api = `${west.origin}/api/v1`;
    const { cart_id } = (await post(`${api}/carts`, {})).body;
    const { version } = (await put(`${api}/carts/${String(cart_id)}/items/lamp`, { quantity: 1 })).body;
    const body = { cart_id, cart_version: version, email: 'ada@example.test' };
    const opened = await post(`${api}/checkouts`, body);
    const checkout = {
      orderId: String(opened.body.order_id),
      token: String(opened.body.status_token),
      body: { ...body, payment_method: 'pm_card_visa' },
    };
    return { checkout, opened };
  }

  it('is opened, kept and proven uncharged; after the heal it is held there and confirmed', async () => {
    await onlyInEast(5);
    link = 'cut';
    const { checkout, opened } = await openInWest();
    expect(opened).toMatchObject({ status: 201, body: { owner_region: 'east', owner_reached: false } });
    const placed = await placeOrder(west.origin, checkout);
    expect(placed).toMatchObject({ status: 202, body: { money_position: 'not_moved', pay_again: 'not_needed' } });
    expect(placed.body.customer_message).toMatch(/^Your order is kept, not charged yet\./);
    await handOverAll();
    await expectOneCharge(checkout);
    expect(await east.store.available('lamp')).toBe(4);
  });

  it('sells the last one once, however many are kept for it', async () => {
    await onlyInEast(1);
    link = 'cut';
    const all: OpenedCheckout[] = [];
    for (let n = 0; n < 6; n++) {
      const { checkout } = await openInWest();
      expectOnlyKeptOrUnavailable(await placeOrder(west.origin, checkout));
      all.push(checkout);
    }
    await handOverAll();
    const ends = await Promise.all(all.map(async (checkout) => (await orders(checkout))[0]));
    expect(ends.filter((state) => state === 'order_confirmed')).toHaveLength(1);
    expect(ends.filter((state) => state === 'failed_safely')).toHaveLength(5);
    expect((await Promise.all(all.map(ledger))).flat()).toEqual(['authorized']);
    expect(await east.store.available('lamp')).toBe(0);
  });

  it('lets its customer go on in the other region once the checkout came there', async () => {
    await onlyInEast(1);
    link = 'cut';
    const { checkout } = await openInWest();
    await handOverAll();
    expect((await placeOrder(east.origin, checkout)).status).toBe(201);
  });

  const reachedFromEastAlone: LinkCondition = { lose: 'requests', calls_from: 'west' };

  it('is fetched by its owner when its customer submits there: one order, and no word here that it is not charged', async () => {
    await onlyInEast(1);
    link = 'cut';
    const { checkout } = await openInWest();
    link = reachedFromEastAlone;
    expect(await placeOrder(east.origin, checkout)).toMatchObject({ status: 201 });
    link = 'cut';
    // the other region may not say that it is not charged
    const there = await placeOrder(west.origin, checkout);
    expect(there.body.money_position ?? 'unknown').toBe('unknown');
    await handOverAll();
    expect(await orders(checkout)).toEqual(['order_confirmed', null]);
    expect(await ledger(checkout)).toEqual(['authorized']);
  });

  it('is not said to be nobody’s while the other region cannot be asked', async () => {
    await onlyInEast(1);
    link = 'cut';
    const { checkout } = await openInWest();
    const answer = await placeOrder(east.origin, checkout);
    expect(answer).toMatchObject({
      status: 503,
      body: { code: 'checkout_not_known_yet' },
      headers: { 'retry-after': '3' },
    });
    link = 'up';
    expect((await placeOrder(east.origin, checkout)).status).toBe(201);
  });
});

describe('an intent that its own region keeps, because its shard was on its way', () => {
  it('is not refused while the other region may owe its checkout: it waits, and is placed', async () => {
    const { carts, gateway } = west.shop;
    const cart = await carts.setItem((await carts.create()).cartId, { sku: 'mug', quantity: 1 }, null);
    if (cart.kind !== 'changed') throw new Error(cart.kind);
    const { checkout } = gateway.allot(cart.cart, 'ada@example.test', 'east');
    const { cartId, cartVersion, email, orderId } = checkout;
    await checkoutCopyStore(west.store.sql).keep([checkout], false, 0, west.clock.nowMs());
    const nowMs = east.clock.nowMs();
    const request = { orderId, cartId, cartVersion, email, paymentMethod: 'pm_card_visa' };
    const intents = keptIntentStore(east.store.sql);
    const intent = intentOf(request, { requestId: 'req_1', traceId: 'a'.repeat(32), region: 'east', nowMs }, false);
    const limits = { most: 100, mostUnvouched: 100 };
    await intents.keep({ intent, expiresAtMs: nowMs + INTENT_KEPT_MS, sends: 0, error: 'moving', ...limits }, nowMs);
    link = 'cut';
    await east.keeper().runOnce();
    expect(await intents.get(orderId)).toMatchObject({ state: 'kept', sends: 0, ownerRefusal: null });
    link = 'up';
    east.clock.advance(20_000);
    await east.keeper().runOnce();
    expect(await intents.get(orderId)).toMatchObject({ state: 'settled', ownerAnswer: { state: 'order_confirmed' } });
    expect((await provider.ledger(orderId)).filter((kind) => kind === 'authorized')).toHaveLength(1);
  });
});

describe('a key that nobody here knows', () => {
  it('is kept under its reference and told nothing of; its owner takes it', async () => {
    const checkout = await openCheckout(east.origin);
    await west.store.owner('delete from intents.checkouts where order_id = $1', [checkout.orderId]);
    link = 'cut';
    const answer = await placeOrder(west.origin, checkout);
    expect(answer).toMatchObject({
      status: 503,
      body: { code: 'owner_unreachable', order_id: checkout.orderId, reference: expect.any(String) },
    });
    expect((await status(west, checkout)).status).toBe(503);
    await handOverAll();
    await expectOneCharge(checkout);
  });

  it('and that no checkout gave out is refused by its owner, and no order comes of it', async () => {
    const checkout = await openCheckout(east.origin);
    const forged = { ...checkout, orderId: orderIdIn('east') };
    link = 'cut';
    expect((await placeOrder(west.origin, forged)).status).toBe(503);
    await handOverAll();
    expect(await orders(forged)).toEqual([null, null]);
    expect(await kept(forged)).toMatchObject({ state: 'settled', ownerRefusal: 'unknown_key' });
  });

  it('and one of another customer are the same to whoever tries them at their owner: 404', async () => {
    const [theirs, mine] = [
      await openCheckout(east.origin),
      await openCheckout(east.origin, { mug: 1 }, 'eve@example.test'),
    ];
    const stolen = await placeOrder(east.origin, { ...mine, orderId: theirs.orderId });
    const unknown = await placeOrder(east.origin, { ...mine, orderId: orderIdIn('east') });
    expect(stolen).toMatchObject({ status: 404, body: { code: 'checkout_not_found' } });
    expect({ ...unknown.body, request_id: 0 }).toEqual({ ...stolen.body, request_id: 0 });
    expect(await orders(theirs)).toEqual([null, null]);
  });
});

describe('a flapping link', () => {
  it('and a hundred equal submits in both regions at once make one order and one charge', {
    timeout: 60_000,
  }, async () => {
    const checkout = await openCheckout(east.origin);
    link = { flapping: { up_ms: 60, down_ms: 60 } };
    const submits = Array.from({ length: 100 }, async (_, n) => {
      await new Promise((resolve) => setTimeout(resolve, (n % 10) * 17));
      return placeOrder(n % 2 === 0 ? east.origin : west.origin, checkout);
    });
    const answers = await Promise.all(submits);
    const charged = await ledger(checkout);
    expect(charged).toEqual(['authorized']);
    for (const { status: code, body } of answers) {
      expect([201, 202]).toContain(code);
      if (body.kept !== undefined) expect(body.money_position).toBe('unknown');
      else expect(body.state).toBe('order_confirmed');
    }
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === undefined).length).toBeLessThanOrEqual(2);
    await handOverAll();
    expect(await orders(checkout)).toEqual(['order_confirmed', null]);
    expect(await ledger(checkout)).toEqual(['authorized']);
  });
});

it('no call failed inside, and each was answered with what is described', () => {
  expect([east.failures, west.failures]).toEqual([[], []]);
  expect(undescribedCalls()).toEqual([]);
});
