/**
 * A rollback in the middle of a hand-over: the shard is closed, and the build before, which knows of no hand-over, has its region alone.
 * It decides what else there is, and touches nothing of that shard; the next deploy carries it on.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { shardOf } from '@/server/domain/ids';
import { get, type OpenedCheckout, openCheckout, placeOrder } from '@/server/http/testing/caller';
import {
  type GivenProvider,
  givenProvider,
  SECRET_KEY,
  WEBHOOK_SECRET,
} from '@/server/services/testing/given-provider';
import { handOverStore } from '@/server/stores/hand-overs';
import { type GivenStore, givenStore } from '@/server/stores/testing/given-store';
import { type BuildTree, previousBuild, treeOfCommit, treeOfHere } from './build-tree';
import { brokenPromises, unsettled } from './promise-kept';
import { type RegionProcesses, type RunningProcess, regionProcesses } from './region-processes';
import { shopAt } from './shoppers';

const { commit, missing } = previousBuild();
if (missing !== null) console.warn(`a rollback in the middle of a hand-over: skipped, ${missing}`);

const BY = 'staff:oncall@evident.test';
const REASON = 'Planned work in the region.';

describe.skipIf(missing !== null)('a rollback in the middle of a hand-over', () => {
  let stores: Record<'east' | 'west', GivenStore>;
  let provider: GivenProvider;
  let old: BuildTree;
  let here: BuildTree;
  const regions: RegionProcesses[] = [];
  let west: RunningProcess;

  const startRegion = (settings: Readonly<Record<string, string>>) => {
    const started = regionProcesses({
      databaseUrl: stores.east.database.url,
      provider: { address: provider.address, secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET },
      settings: {
        DATABASE_URL_WEST: stores.west.database.url,
        EVIDENT_SETTLE_TIME_SECONDS: '5',
        ...settings,
      },
    });
    regions.push(started);
    return started;
  };

  beforeAll(async () => {
    const [east, other] = await Promise.all([givenStore(8), givenStore(8)]);
    stores = { east, west: other };
    provider = await givenProvider();
    [old, here] = [treeOfCommit(commit), treeOfHere()];
    const processes = startRegion({ EVIDENT_REGION: 'west' });
    [west] = await Promise.all([processes.web(here), processes.worker(here)]);
  }, 120_000);
  afterAll(async () => {
    await Promise.all(regions.map((each) => each.end()));
    await provider?.close();
    await Promise.all(Object.values(stores ?? {}).map((store) => store.drop()));
    old?.remove();
    here?.remove();
  });

  /** Asked for as the ownership desk does; the worker of this build carries it. */
  const beginHandOver = async (shard: number): Promise<void> => {
    const entry = {
      actor: BY,
      role: 'on-call',
      action: 'ownership:hand_over',
      object: `shard ${shard}`,
      reason: REASON,
    };
    const order = { handOverId: 'ho_1', shard, from: 'east', to: 'west', by: BY, reason: REASON } as const;
    const answer = await handOverStore(stores.east.sql).begin(order, {
      ...entry,
      operationId: 'click-1',
      requestId: null,
      detail: {},
    });
    expect(answer).toBe('begun');
  };
  const standsAt = (step: string) =>
    vi.waitFor(async () => expect(await stores.east.app('select step from orders.hand_overs')).toEqual([{ step }]), {
      timeout: 60_000,
      interval: 25,
    });

  const stateOf = async (web: RunningProcess, { orderId, token }: OpenedCheckout) =>
    (await get(`${web.origin}/api/v1/orders/${orderId}`, { authorization: `Bearer ${token}` })).body.state;
  const settledBut = async (shard: number) =>
    vi.waitFor(
      async () => {
        const left = (await unsettled((text) => stores.east.app(text))) as { order_id: string }[];
        expect(left.filter(({ order_id }) => shardOf(order_id) !== shard)).toEqual([]);
      },
      { timeout: 60_000, interval: 250 },
    );

  it('holds up that shard and no other, loses nothing, and ends with the next deploy', async () => {
    const east = startRegion({ PEER_URL: west.origin });
    const start = async (tree: BuildTree) => {
      const [web, worker] = await Promise.all([east.web(tree), east.worker(tree)]);
      return { web, worker };
    };
    const first = await start(here);
    // an overloaded machine sheds, and says so: the same order is sent again
    const patience = { timeout: 60_000, interval: 250 };
    const pending = await vi.waitFor(() => openCheckout(first.web.origin), patience);
    const silent = { payment_method: 'pm_evident_hang_after_accept' };
    await vi.waitFor(
      async () => expect((await placeOrder(first.web.origin, pending, silent)).status).toBe(202),
      patience,
    );
    const shard = shardOf(pending.orderId);
    // a writer that began before it was closed: as long as it has not ended, the hand-over stays there
    const writer = await stores.east.appPool.connect();
    await writer.query('begin');
    await beginHandOver(shard);
    await standsAt('closed');
    await Promise.all([first.web.kill(), first.worker.kill()]);
    await writer.query('rollback');
    writer.release();

    // the build before has the region alone
    const before = await start(old);
    const bought = await shopAt(() => [before.web.origin], 16);
    await settledBut(shard);
    await standsAt('closed');

    // the next deploy, beside it as long as it takes
    const after = await start(here);
    await standsAt('done');
    await Promise.all([before.web.stop(), before.worker.stop()]);
    await vi.waitFor(async () => expect(await stateOf(after.web, pending)).toBe('order_confirmed'), {
      timeout: 30_000,
      interval: 250,
    });
    for (const store of Object.values(stores)) {
      await vi.waitFor(async () => expect(await unsettled((text) => store.app(text))).toEqual([]), {
        timeout: 60_000,
        interval: 250,
      });
      expect(await store.app('select * from messaging.dead_letters')).toEqual([]);
    }
    for (const { orderId } of [...bought, pending])
      expect((await provider.ledger(orderId)).filter((kind) => kind === 'captured').length).toBeLessThanOrEqual(1);
    const urls = { east: stores.east.database.url, west: stores.west.database.url };
    expect(await brokenPromises(urls, provider.address)).toEqual([]);
  }, 240_000);
});
