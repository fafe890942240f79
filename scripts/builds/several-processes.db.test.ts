/** Two webs and two workers of one region, as processes: any of them may die, and any web answers for any order. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { get, openCheckout, placeOrder } from '@/server/http/testing/caller';
import {
  type GivenProvider,
  givenProvider,
  SECRET_KEY,
  WEBHOOK_SECRET,
} from '@/server/services/testing/given-provider';
import { type GivenStore, givenStore } from '@/server/stores/testing/given-store';
import { type BuildTree, treeOfHere } from './build-tree';
import { holderPids } from './holder-watch';
import { type RegionProcesses, type RunningProcess, regionProcesses } from './region-processes';
import { shopAt } from './shoppers';

let store: GivenStore;
let provider: GivenProvider;
let tree: BuildTree;
let region: RegionProcesses;
let webs: RunningProcess[];
let workers: RunningProcess[];

beforeAll(async () => {
  store = await givenStore(8);
  provider = await givenProvider();
  tree = treeOfHere();
  region = regionProcesses({
    databaseUrl: store.database.url,
    provider: { address: provider.address, secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET },
  });
  [webs, workers] = await Promise.all([
    Promise.all([region.web(tree), region.web(tree)]),
    Promise.all([region.worker(tree), region.worker(tree)]),
  ]);
  await heldBy(workers);
}, 120_000);
afterAll(async () => {
  await region?.end();
  await provider?.close();
  await store?.drop();
  tree?.remove();
});

const heldBy = (holders: readonly RunningProcess[]) =>
  vi.waitFor(
    async () => expect(await holderPids(store, 'east')).toEqual(holders.map(({ pid }) => pid).sort((a, b) => a - b)),
    { timeout: 20_000, interval: 100 },
  );
const originOf = (index: number): string => webs[index]?.origin ?? '';

describe('two webs of a region', () => {
  it('take the same key at the same instant: one order, one charge, the same answer', async () => {
    const checkout = await openCheckout(originOf(0));
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => placeOrder(originOf(index % 2), checkout)),
    );
    for (const { status } of answers) expect([201, 202]).toContain(status);
    await vi.waitFor(async () => {
      const again = await Promise.all([placeOrder(originOf(0), checkout), placeOrder(originOf(1), checkout)]);
      expect(again.map(({ status, body }) => [status, body.state])).toEqual([
        [201, 'order_confirmed'],
        [201, 'order_confirmed'],
      ]);
    }, 20_000);
    await vi.waitFor(
      async () => expect(await provider.ledger(checkout.orderId)).toEqual(['authorized', 'captured']),
      20_000,
    );
  });

  it('answer a long poll when another process moved the order, and not when the time is over', async () => {
    const checkout = await openCheckout(originOf(0));
    const placed = placeOrder(originOf(0), checkout, { payment_method: 'pm_evident_hang_after_accept' });
    await vi.waitFor(async () => expect(await store.orders.get(checkout.orderId)).not.toBeNull(), 20_000);
    const from = await store.orders.get(checkout.orderId);
    const begunMs = performance.now();
    const waited = await get(
      `${originOf(1)}/api/v1/orders/${checkout.orderId}?min_version=${(from?.version ?? 0) + 1}&wait_seconds=20`,
      { authorization: `Bearer ${checkout.token}` },
    );
    expect(waited.status).toBe(200);
    expect(Number(waited.body.version)).toBeGreaterThan(from?.version ?? 0);
    expect(performance.now() - begunMs).toBeLessThan(15_000);
    await placed;
  });

  it('go on as one when the other is killed', async () => {
    await webs[1]?.kill();
    const bought = await shopAt(() => [originOf(1), originOf(0)], 6);
    expect(bought.every(({ told }) => /^(201|202|402)/.test(told))).toBe(true);
  });
});

describe('two workers of a region', () => {
  it('share its shards; when one is killed the other decides all of them', async () => {
    const [first, second] = workers;
    if (first === undefined || second === undefined) throw new Error('two workers were started');
    const rows = (await store.shards.list()).filter((row) => row.region === 'east');
    expect(new Set(rows.map(({ holder }) => holder)).size).toBe(2);
    const buying = shopAt(() => [originOf(0)], 24);
    await first.kill();
    await buying;
    await heldBy([second]);
    await vi.waitFor(
      async () =>
        expect(
          await store.app(
            `select order_id, state from orders.orders where state not in ('order_confirmed', 'failed_safely')`,
          ),
        ).toEqual([]),
      { timeout: 30_000, interval: 200 },
    );
  }, 60_000);
});
