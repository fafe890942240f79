import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyChain } from '@/server/domain/evidence-chain';
import type { SweepWindow } from '@/server/domain/ledger-sweep/window';
import type { ShardOwners } from '@/server/domain/ownership';
import { shardOf } from '@/server/domain/shard';
import { systemRandom } from '@/server/ports/random';
import { stripeChargeList } from '@/server/ports/stripe-charge-list';
import { allotCheckout } from '@/server/services/checkout-allotment';
import { LedgerSweeper } from '@/server/services/ledger-sweeper';
import { intentOf } from '@/server/services/order-forwarder';
import { type GivenProvider, SECRET_KEY } from '@/server/services/testing/given-provider';
import type { RegionLink } from '@/server/ports/region-link';
import type { NewAuditEntry } from '@/server/stores/audit';
import { checkoutCopyStore } from '@/server/stores/checkout-copies';
import { type HandOverStore, handOverStore } from '@/server/stores/hand-overs';
import { keptIntentStore } from '@/server/stores/kept-intents';
import { salesStore } from '@/server/stores/sales';
import { promiseStore } from '@/server/stores/promise';
import { sweepStore } from '@/server/stores/sweeps';
import { refusalOf } from '@/server/stores/testing/given-store';
import { get, type OpenedCheckout, openCheckout, placeOrder } from './testing/caller';
import { type GivenPair, givenPair } from './testing/given-pair';
import type { GivenRegion } from './testing/given-region';

const SHARD = 5;
/** New orders of east all fall on the shard that is handed over. */
const ONE_SHARD: ShardOwners = {
  ownerOf: (shard) => (shard < 16 ? 'east' : 'west'),
  takesNewOrders: (shard, region) => (region === 'east' ? shard === SHARD : shard === 20),
};

let provider: GivenProvider;
let east: GivenRegion;
let west: GivenRegion;

let pair: GivenPair;

beforeAll(async () => {
  pair = await givenPair(() => 'up', ONE_SHARD);
  ({ east, provider, west } = pair);
});
afterAll(() => pair.close());

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const both = () => [east, west] as const;
const bearer = ({ token }: OpenedCheckout) => ({ authorization: `Bearer ${token}` });

const entryOf = (action: string, operationId: string): NewAuditEntry => ({
  actor: 'staff:oncall@evident.test',
  role: 'on-call',
  action,
  object: `shard ${SHARD}`,
  operationId,
  requestId: null,
  reason: 'Planned work in the region.',
  detail: {},
});

const start = (from: GivenRegion, to: GivenRegion, shard = SHARD) =>
  handOverStore(from.store.sql).begin(
    {
      handOverId: `ho_${from.region}_${shard}_${Math.random().toString(36).slice(2)}`,
      shard,
      from: from.region,
      to: to.region,
      by: 'staff:oncall@evident.test',
      reason: 'Planned work in the region.',
    },
    entryOf('ownership:hand_over', `click-${Math.random()}`),
  );

/** Steps until nothing is under way; a new carrier each time, as after a crash. */
async function carryOn(from: GivenRegion, to: GivenRegion): Promise<string[]> {
  const seen: string[] = [];
  await expect
    .poll(
      async () => {
        await from.carrier(to.origin, () => 'up').step();
        const [newest] = await handOverStore(from.store.sql).list(1);
        if (newest !== undefined && seen.at(-1) !== newest.step) seen.push(newest.step);
        return newest?.endedAtMs !== null;
      },
      { timeout: 40_000, interval: 50 },
    )
    .toBe(true);
  return seen;
}

async function brokenIn(region: GivenRegion): Promise<unknown[]> {
  const promise = promiseStore(region.store.sql);
  const broken: unknown[] = [];
  for (const invariant of promise.invariants)
    for (const each of await promise.brokenOrders(invariant, 20)) broken.push([region.region, invariant.id, each]);
  return broken;
}

/** Units of a sku that a region can promise, holds or has sold, without what came and went with shards. */
async function unitsOf(region: GivenRegion, sku: string): Promise<number> {
  const [row] = await region.store.app(
    `select (select available from inventory.stock where sku = $1)
       + coalesce((select sum(quantity) from inventory.reservations where sku = $1 and state <> 'released'), 0)
       + coalesce((select sum((held + committed) * case direction when 'out' then 1 else -1 end) from inventory.transfers where sku = $1), 0) as units`,
    [sku],
  );
  return Number(row.units);
}

const HOUR_MS = 3_600_000;
const EMAIL = 'ada@example.test';

/** Charged at the west 26 hours ago, which heard nothing of it and asks no more; its sweeps began 30 hours ago and came no further. */
async function ranOutLongAgo(): Promise<string> {
  const checkout = await openCheckout(east.origin);
  const [method, ago] = [
    { payment_method: 'pm_evident_hang_after_accept' },
    (hours: number) => `now() - interval '${hours} hours'`,
  ];
  await provider.setClock(-26 * HOUR_MS);
  await expect
    .poll(async () => (await placeOrder(east.origin, checkout, method)).status, { timeout: 30_000, interval: 200 })
    .toBe(202);
  await provider.setClock(0);
  const { app, owner } = west.store;
  await owner('update payments.operations set next_check_at = null, checks_done = 8 where order_id = $1', [
    checkout.orderId,
  ]);
  await west.shop.settle();
  expect(await west.store.orders.get(checkout.orderId)).toMatchObject({ state: 'needs_reconciliation' });
  await app(`insert into operations.sweeps (region, pass, window_from, window_to, swept_at, charges, agreed, waiting, findings)
    values ('west', 1, date_trunc('second', ${ago(30)}), date_trunc('second', ${ago(29)}), now(), 0, 0, 0, 0)`);
  return checkout.orderId;
}

const sweeperOf = ({ clock, directory, region, shop, store }: GivenRegion) =>
  new LedgerSweeper({
    region,
    clock,
    owners: directory,
    charges: stripeChargeList({ secretKey: SECRET_KEY, apiBase: provider.address }),
    provider: provider.provider,
    operations: store.operations,
    sweeps: sweepStore(store.sql),
    wakeUp: shop.wakeUp,
    settings: { intervalMs: 60_000, lagMs: 120_000 },
    settleTimeMs: 900_000,
  });

/** Every window that is due. */
async function swept(sweeper: LedgerSweeper): Promise<SweepWindow[]> {
  const windows: SweepWindow[] = [];
  for (;;) {
    const answer = await sweeper.sweepNext();
    if (answer.kind === 'nothing_due') return windows;
    expect(answer.kind).toBe('swept');
    windows.push(answer.window);
  }
}

describe('a shard handed over while its orders run', () => {
  it('has one outcome for each order, at the new owner, with chain, money and stock as they were', {
    timeout: 120_000,
  }, async () => {
    const before: OpenedCheckout[] = [];
    for (const method of [
      'pm_card_visa',
      'pm_card_visa',
      'pm_card_chargeDeclined',
      'pm_evident_hang_after_accept',
      'pm_evident_webhook_lost',
    ]) {
      const checkout = await openCheckout(east.origin, { mug: 1, lamp: 2 });
      expect(shardOf(checkout.orderId)).toBe(SHARD);
      await placeOrder(east.origin, checkout, { payment_method: method });
      before.push({ ...checkout, body: { ...checkout.body, payment_method: method } });
    }
    const opened = await openCheckout(east.origin);
    const units = await Promise.all(both().flatMap((region) => ['mug', 'lamp'].map((sku) => unitsOf(region, sku))));

    expect(await start(east, west)).toBe('begun');
    const during: OpenedCheckout[] = [];
    const shopping = (async () => {
      for (let n = 0; n < 12; n++) {
        const checkout = await openCheckout(east.origin);
        during.push(checkout);
        // one that was opened while nobody owned the shard is brought to its owner by the region where it was opened
        const isKnown = await Promise.all(both().map(({ store }) => store.checkouts.get(checkout.orderId)));
        const at = n % 2 === 1 && isKnown.some((known) => known !== null) ? west : east;
        // the same submit until it is answered: an order that moves says so and is safe to repeat
        await expect
          .poll(async () => (await placeOrder(at.origin, checkout)).status, { timeout: 60_000, interval: 200 })
          .toBe(201);
      }
    })();
    expect((await carryOn(east, west)).filter((step) => step !== 'copying')).toEqual([
      'draining',
      'closed',
      'accepting',
      'clearing',
      'done',
    ]);
    await shopping;
    await east.shop.settle();
    await west.shop.settle();

    // whoever asks, wherever: one owner answers
    for (const checkout of [...before, ...during]) {
      const answers = await Promise.all(
        both().map(({ origin }) => get(`${origin}/api/v1/orders/${checkout.orderId}`, bearer(checkout))),
      );
      expect(answers.map(({ body }) => [body.state, body.version, body.owner_region])).toEqual([
        [answers[0]?.body.state, answers[0]?.body.version, 'west'],
        [answers[0]?.body.state, answers[0]?.body.version, 'west'],
      ]);
      expect(
        (await provider.ledger(checkout.orderId)).filter((kind) => kind === 'authorized').length,
      ).toBeLessThanOrEqual(1);
      expect(await east.store.orders.get(checkout.orderId)).toBeNull();
      expect(verifyChain(await west.store.evidence.list(checkout.orderId), sha256)).toMatchObject({ ok: true });
    }
    // a consumer that had read a message before, and wakes now, does not act on it here a second time
    const [sold] = before as [OpenedCheckout];
    const late = salesStore(east.store.sql).consume(sold.orderId, `msg:late:${sold.orderId}`, 1_900, 'EUR', 0, 0);
    expect((await refusalOf(late)).code).toBe('EV010');
    // a checkout that was opened before is placed after
    expect((await placeOrder(east.origin, opened)).status).toBe(201);
    expect([await brokenIn(east), await brokenIn(west)]).toEqual([[], []]);
    expect(await Promise.all(both().flatMap((region) => ['mug', 'lamp'].map((sku) => unitsOf(region, sku))))).toEqual(
      units,
    );
    const shardIn = async ({ store }: GivenRegion) =>
      (await store.app('select * from orders.shards where shard = $1', [SHARD]))[0];
    const [old, now] = [await shardIn(east), await shardIn(west)];
    expect(old).toMatchObject({ region: 'west', standing: 'closed' });
    expect(now).toMatchObject({ region: 'west', standing: 'open' });
    expect(now.epoch).toBeGreaterThan(old.epoch);
    expect([east.failures, west.failures].flat().map((error) => (error as Error).stack)).toEqual([]);
  });

  it('comes back the same way, and of it the new owner sweeps what the old one’s last pass had not come to', {
    timeout: 60_000,
  }, async () => {
    const orderId = await ranOutLongAgo();
    // the east's own sweeps begin after the charge: none of its passes would ever come to it
    const sweeper = sweeperOf(east);
    expect((await swept(sweeper)).map(({ pass }) => pass)).toEqual([1]);
    expect(await start(west, east)).toBe('begun');
    await carryOn(west, east);
    const owed = await swept(sweeper);
    expect(owed.map(({ pass, owed: of }) => [pass, of?.shard])).toEqual(Array(6).fill([3, SHARD]));
    expect(await sweepStore(east.store.sql).owed()).toBeNull();
    await east.shop.settle();
    expect(await east.store.orders.get(orderId)).toMatchObject({ state: 'order_confirmed' });
    expect((await provider.ledger(orderId)).filter((kind) => kind === 'authorized')).toHaveLength(1);
    const [count] = await west.store.app('select count(*)::int as orders from orders.orders where shard = $1', [SHARD]);
    expect(count.orders).toBe(0);
    expect([await brokenIn(east), await brokenIn(west)]).toEqual([[], []]);
    const checkout = await openCheckout(east.origin);
    expect(await placeOrder(west.origin, checkout)).toMatchObject({ status: 201, body: { owner_region: 'east' } });
  });
});

describe('a checkout that was opened for the old owner and never came there', () => {
  it('is known to the new owner, which opened it: no kept intent of it is refused meanwhile, and it goes on with its shard', {
    timeout: 60_000,
  }, async () => {
    const shard = 6;
    const owners: ShardOwners = { ...ONE_SHARD, takesNewOrders: (each) => each === shard };
    const cart = await west.shop.carts.setItem(
      (await west.shop.carts.create()).cartId,
      { sku: 'mug', quantity: 1 },
      null,
    );
    if (cart.kind !== 'changed') throw new Error(cart.kind);
    const { checkout } = allotCheckout({ clock: west.clock, random: systemRandom, owners }, cart.cart, EMAIL, 'east');
    const { cartId, cartVersion, orderId } = checkout;
    await checkoutCopyStore(west.store.sql).keep([checkout], false, 0, west.clock.nowMs());
    const request = { orderId, cartId, cartVersion, email: EMAIL, paymentMethod: 'pm_card_visa' };
    const asked = {
      requestId: 'req_kept',
      traceId: 'a'.repeat(32),
      region: 'east',
      nowMs: east.clock.nowMs(),
    } as const;
    await keptIntentStore(east.store.sql).keep(
      {
        intent: intentOf(request, asked, false),
        expiresAtMs: asked.nowMs + HOUR_MS,
        sends: 0,
        error: 'the shard is on its way from one region to the other',
        most: 10,
        mostUnvouched: 10,
      },
      asked.nowMs,
    );
    await start(east, west, shard);
    await carryOn(east, west);
    await east.keeper().runOnce();
    const kept = await keptIntentStore(east.store.sql).get(orderId);
    expect(kept).toMatchObject({ ownerRefusal: null, ownerAnswer: { owner_region: 'west', state: 'order_confirmed' } });
    expect((await provider.ledger(orderId)).filter((kind) => kind === 'authorized')).toHaveLength(1);
    expect(await west.store.checkouts.get(orderId)).toMatchObject({ orderId, cartId });
  });
});

describe('whoever carries it may die at any point', () => {
  it('and the next one goes on: killed before and after each call of each step, each call over the link cut and its answer lost', {
    timeout: 240_000,
  }, async () => {
    const placed: OpenedCheckout[] = [];
    for (const method of ['pm_card_visa', 'pm_evident_hang_after_accept', 'pm_card_chargeDeclined']) {
      const checkout = await openCheckout(east.origin, { lamp: 1 });
      await placeOrder(east.origin, checkout, { payment_method: method });
      placed.push(checkout);
    }
    const units = await Promise.all(both().map((region) => unitsOf(region, 'lamp')));
    await start(east, west);
    const died = new Set<string>();
    const broke = new Set<string>();
    const round = async (): Promise<string | undefined> => {
      const [newest] = await handOverStore(east.store.sql).list(1);
      if (newest === undefined || newest.endedAtMs !== null) return newest?.step;
      // the dead worker's claim runs out
      await east.store.owner('update orders.hand_overs set worked_until = null');
      const carrier = east.carrier(west.origin, () => 'up', {
        handOvers: (store) => mortal(store, newest.step, died),
        link: (link) => breaking(link, newest.step, broke),
      });
      await carrier.step().catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      const claims = await Promise.all(both().map(({ store }) => claimOf(store)));
      const owners = claims.filter((claim, at) => claim.standing !== 'closed' && claim.region === both()[at]?.region);
      expect(owners.length, 'at no moment do both regions call it their own').toBeLessThan(2);
      return newest.step;
    };
    await expect.poll(round, { timeout: 200_000, interval: 10 }).toBe('done');
    expect(died.size).toBeGreaterThan(30);
    expect([...broke].filter((each) => each.includes('accept'))).toHaveLength(2);
    await west.shop.settle();
    for (const checkout of placed) {
      expect(await east.store.orders.get(checkout.orderId)).toBeNull();
      expect(verifyChain(await west.store.evidence.list(checkout.orderId), sha256)).toMatchObject({ ok: true });
    }
    expect([await brokenIn(east), await brokenIn(west)]).toEqual([[], []]);
    expect(await Promise.all(both().map((region) => unitsOf(region, 'lamp')))).toEqual(units);
  });

  it('and what was not accepted yet is taken back, at a higher epoch, with the other region’s word that it never will be', {
    timeout: 60_000,
  }, async () => {
    const handOvers = handOverStore(west.store.sql);
    const checkout = await openCheckout(west.origin, { lamp: 1 });
    await placeOrder(west.origin, checkout);
    await start(west, east, 20);
    const before = await claimOf(west.store, 20);
    const until = async (step: string) =>
      expect
        .poll(
          async () => {
            await west.carrier(east.origin, () => 'up').step();
            return (await handOvers.list(1))[0]?.step;
          },
          { timeout: 30_000, interval: 20 },
        )
        .toBe(step);
    await until('closed');
    const [newest] = await handOvers.list(1);
    const id = newest?.handOverId ?? '';
    expect(await placeOrder(west.origin, await openCheckout(east.origin))).toMatchObject({ status: 201 });
    // neither decides now: said, and safe to repeat
    expect(await placeOrder(west.origin, checkout)).toMatchObject({ status: 503 });
    expect(await handOvers.askAbort(id, 'The work is called off.', entryOf('ownership:abort', 'click-abort'))).toBe(
      true,
    );
    await until('aborted');
    expect(await claimOf(west.store, 20)).toMatchObject({ region: 'west', standing: 'open', epoch: before.epoch + 2 });
    expect(await east.store.app('select 1 from orders.carried_orders where hand_over_id = $1', [id])).toEqual([]);
    const late = await handOverStore(east.store.sql).accept(id, before.epoch + 1, 0, '', null);
    expect(late).toMatchObject({ kind: 'refused' });
    expect((await placeOrder(west.origin, checkout)).headers['idempotent-replayed']).toBe('true');
  });

  it('and what is taken back while the other region is not reached is told to it later, so that the next one can begin', {
    timeout: 60_000,
  }, async () => {
    const [from, to] = [handOverStore(west.store.sql), handOverStore(east.store.sql)];
    const step = (link: 'up' | 'cut') => west.carrier(east.origin, () => link).step();
    await start(west, east, 20);
    await step('up');
    const id = (await from.list(1))[0]?.handOverId ?? '';
    expect((await to.get(id))?.step).toBe('receiving');
    expect(await from.askAbort(id, 'The work is called off.', entryOf('ownership:abort', 'click-cut'))).toBe(true);
    expect(await step('cut')).toBe(true);
    expect(await claimOf(west.store, 20)).toMatchObject({ region: 'west', standing: 'open' });
    expect(await from.takenBackUntold()).toMatchObject({ handOverId: id });
    expect(await step('cut')).toBe(false);
    expect((await to.get(id))?.step).toBe('receiving');
    expect(await step('up')).toBe(true);
    expect((await to.get(id))?.step).toBe('aborted');
    expect(await from.takenBackUntold()).toBeNull();
    await start(west, east, 20);
    await step('up');
    expect((await to.list(1))[0]).toMatchObject({ step: 'receiving', shard: 20 });
  });
});

const claimOf = async (store: GivenRegion['store'], shard = SHARD) =>
  (await store.app('select region, standing, epoch from orders.shards where shard = $1', [shard]))[0];

class Killed extends Error {}

/** The process dies once before and once after each call of the records, in each step. */
function mortal(store: HandOverStore, step: string, died: Set<string>): HandOverStore {
  const methods = Object.entries(store) as [string, (...input: never[]) => Promise<unknown>][];
  return Object.fromEntries(
    methods.map(([name, run]) => [
      name,
      async (...input: never[]) => {
        for (const when of ['before', 'after']) {
          const point = `${step}/${name}/${when}`;
          if (died.has(point) || name === 'unclaim') continue;
          died.add(point);
          if (when === 'after') await run(...input);
          throw new Killed(point);
        }
        return run(...input);
      },
    ]),
  ) as unknown as HandOverStore;
}

/** Each call is cut once, and once it arrives and its answer is lost. */
function breaking(link: RegionLink, step: string, broke: Set<string>): RegionLink {
  return {
    async call(request) {
      for (const what of ['cut', 'answer lost']) {
        const point = `${step}/${request.method}/${what}`;
        if (broke.has(point)) continue;
        broke.add(point);
        if (what === 'answer lost') await link.call(request);
        return { kind: 'unreachable', error: what, acted: 'unknown' };
      }
      return link.call(request);
    },
  };
}
