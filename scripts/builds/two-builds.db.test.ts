/**
 * Two builds at once: the previous build's processes and this one's on one database while orders run, and a rollback in the middle.
 * What either writes, the other can read; and the promise is kept by both together.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type GivenProvider,
  givenProvider,
  SECRET_KEY,
  WEBHOOK_SECRET,
} from '@/server/services/testing/given-provider';
import { type GivenStore, givenStore } from '@/server/stores/testing/given-store';
import { type BuildTree, previousBuild, treeOfCommit, treeOfHere } from './build-tree';
import { type HolderWatch, holderPids, watchHolders } from './holder-watch';
import { brokenPromises, unsettled } from './promise-kept';
import { type RegionProcesses, type RunningProcess, regionProcesses } from './region-processes';
import { type Bought, shopAt } from './shoppers';

const { commit, missing } = previousBuild();
if (missing !== null) console.warn(`two builds at once: skipped, ${missing}`);

describe.skipIf(missing !== null)('two builds on one database', () => {
  let store: GivenStore;
  let provider: GivenProvider;
  let region: RegionProcesses;
  let holders: HolderWatch;
  const trees: Record<'old' | 'new', BuildTree | null> = { old: null, new: null };
  const bought: Bought[] = [];

  beforeAll(async () => {
    store = await givenStore(8);
    provider = await givenProvider();
    trees.old = treeOfCommit(commit);
    trees.new = treeOfHere();
    region = regionProcesses({
      databaseUrl: store.database.url,
      provider: { address: provider.address, secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET },
      settings: { EVIDENT_SETTLE_TIME_SECONDS: '5' },
    });
    holders = watchHolders(store);
  }, 120_000);
  afterAll(async () => {
    await holders?.end();
    await region?.end();
    await provider?.close();
    await store?.drop();
    trees.old?.remove();
    trees.new?.remove();
  });

  const start = async (build: 'old' | 'new') => {
    const tree = trees[build];
    if (tree === null) throw new Error('there are no files');
    const [web, worker] = await Promise.all([region.web(tree), region.worker(tree)]);
    return { web, worker };
  };
  const heldBy = (workers: readonly RunningProcess[]) =>
    vi.waitFor(
      async () => expect(await holderPids(store, 'east')).toEqual(workers.map(({ pid }) => pid).sort((a, b) => a - b)),
      { timeout: 20_000, interval: 100 },
    );

  it('take each other’s orders, survive a rollback, and keep the promise', async () => {
    const old = await start('old');
    await heldBy([old.worker]);

    // the deploy: both at once
    const first = await start('new');
    await heldBy([old.worker, first.worker]);
    const beside = await shopAt(() => [old.web.origin, first.web.origin], 48);
    const byWebAndWorker = new Map<string, number>();
    const builds = new Map([
      [old.worker.pid, 'old'],
      [first.worker.pid, 'new'],
    ]);
    for (const { orderId, origin } of beside) {
      const decidedBy = builds.get(await holders.deciderOf(orderId));
      const pair = `${origin === old.web.origin ? 'old' : 'new'} web, ${decidedBy} worker`;
      byWebAndWorker.set(pair, (byWebAndWorker.get(pair) ?? 0) + 1);
    }
    expect([...byWebAndWorker.keys()].sort()).toEqual([
      'new web, new worker',
      'new web, old worker',
      'old web, new worker',
      'old web, old worker',
    ]);
    bought.push(...beside);

    // the rollback, while orders run: the new build dies without a word
    let open = [old.web.origin, first.web.origin];
    const during = shopAt(() => open, 32);
    await vi.waitFor(async () => expect(await ordersSoFar()).toBeGreaterThan(beside.length + 6), {
      timeout: 20_000,
      interval: 20,
    });
    open = [old.web.origin];
    await Promise.all([first.web.kill(), first.worker.kill()]);
    bought.push(...(await during));
    await heldBy([old.worker]);
    bought.push(...(await shopAt(() => open, 12)));

    // forward again, and the old one ends as a deploy ends it
    const second = await start('new');
    await heldBy([old.worker, second.worker]);
    open = [old.web.origin, second.web.origin];
    const forward = shopAt(() => open, 16);
    open = [second.web.origin];
    await Promise.all([old.web.stop(), old.worker.stop()]);
    bought.push(...(await forward));
    await heldBy([second.worker]);

    await vi.waitFor(async () => expect(await unsettled((text) => store.app(text))).toEqual([]), {
      timeout: 60_000,
      interval: 250,
    });
    expect(await store.app('select * from messaging.dead_letters')).toEqual([]);
    const confirmed = await store.app(`select 1 from orders.orders where state = 'order_confirmed'`);
    expect(confirmed.length).toBeGreaterThan(bought.length * 0.6);
    for (const { orderId } of bought)
      expect(
        (await provider.ledger(orderId)).filter((kind) => kind === 'captured').length,
        orderId,
      ).toBeLessThanOrEqual(1);
    expect(await brokenPromises({ east: store.database.url }, provider.address)).toEqual([]);
  }, 240_000);

  const ordersSoFar = async () => (await store.app('select 1 from orders.orders')).length;
});
