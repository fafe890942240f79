/**
 * The orders' database dies while orders run, and its synchronous standby takes over: no answer that a customer was given is lost, the
 * processes find the new primary by themselves, every epoch leaps, and an old primary that comes back is nobody's.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { primaryUrl } from '@/server/database-client';
import { get } from '@/server/http/testing/caller';
import {
  type GivenProvider,
  givenProvider,
  SECRET_KEY,
  WEBHOOK_SECRET,
} from '@/server/services/testing/given-provider';
import { connect } from '@/server/stores/sql';
import { type GivenStore, givenStore } from '@/server/stores/testing/given-store';
import { type BuildTree, treeOfHere } from '../builds/build-tree';
import { brokenPromises, unsettled } from '../builds/promise-kept';
import { type RegionProcesses, type RunningProcess, regionProcesses } from '../builds/region-processes';
import { shopAt } from '../builds/shoppers';
import { type GivenPair, givenPair } from './given-pair';

let pair: GivenPair;
let store: GivenStore;
let provider: GivenProvider;
let tree: BuildTree;
let region: RegionProcesses;
let webs: RunningProcess[];

beforeAll(async () => {
  pair = await givenPair();
  store = await givenStore(8, pair.database);
  provider = await givenProvider();
  tree = treeOfHere();
  region = regionProcesses({
    databaseUrl: pair.database.url,
    provider: { address: provider.address, secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET },
    settings: { EVIDENT_SETTLE_TIME_SECONDS: '5' },
  });
  [webs] = await Promise.all([
    Promise.all([region.web(tree), region.web(tree)]),
    Promise.all([region.worker(tree), region.worker(tree)]),
  ]);
}, 120_000);
afterAll(async () => {
  await region?.end();
  await provider?.close();
  await store?.drop();
  await pair?.close();
  tree?.remove();
});

const epochs = async () =>
  new Map((await store.shards.list()).filter((row) => row.region === 'east').map(({ shard, epoch }) => [shard, epoch]));
const whenAnswered = <T>(ask: () => Promise<T>) => vi.waitFor(ask, { timeout: 30_000, interval: 100 });

describe('a failover while orders run', () => {
  it('loses no answer, fences every old holder, and keeps the promise', async () => {
    const origins = () => webs.map(({ origin }) => origin);
    const before = await shopAt(origins, 8);
    const given = await epochs();

    const during = shopAt(origins, 40);
    await vi.waitFor(
      async () => expect((await store.app('select 1 from orders.orders')).length).toBeGreaterThan(before.length + 4),
      { timeout: 20_000, interval: 20 },
    );
    await pair.crashPrimary();
    await whenAnswered(async () => expect((await get(`${origins()[0]}/api/health/ready`)).status).toBe(503));
    await pair.promoteStandby();
    const bought = [...before, ...(await during), ...(await shopAt(origins, 12))];

    // an epoch that may have been given out and forgotten is never given out again
    await whenAnswered(async () => {
      for (const [shard, epoch] of await epochs())
        expect(epoch, `shard ${shard}`).toBeGreaterThan((given.get(shard) ?? 0) + 999);
    });
    const [held] = await whenAnswered(() =>
      store.owner(
        'select count(*)::int as n from unnest($1::int[], $2::int[]) as g(shard, epoch) where orders.holds_epoch(g.shard, g.epoch)',
        [[...given.keys()], [...given.values()]],
      ),
    );
    expect(held).toEqual({ n: 0 });

    await vi.waitFor(async () => expect(await unsettled((text) => store.app(text))).toEqual([]), {
      timeout: 60_000,
      interval: 250,
    });
    for (const { orderId, told } of bought) {
      const order = await store.orders.get(orderId);
      // 202 is no end; every other answer is kept
      if (told.startsWith('202')) expect(['order_confirmed', 'failed_safely'], orderId).toContain(order?.state);
      else expect(told, orderId).toContain(` ${order?.state}`);
      expect(
        (await provider.ledger(orderId)).filter((kind) => kind === 'captured').length,
        orderId,
      ).toBeLessThanOrEqual(1);
    }
    expect(bought.filter(({ told }) => told.includes('order_confirmed')).length).toBeGreaterThan(bought.length * 0.5);
    // the crash was felt: something was asked for again
    expect(bought.some(({ tries }) => tries > 2)).toBe(true);
    expect(await brokenPromises({ east: pair.database.url }, provider.address)).toEqual([]);
  }, 150_000);

  it('leaves an old primary that comes back to nobody', async () => {
    const promoted = await primaryUrl(pair.database.ownerUrl);
    await pair.startOldPrimary();
    expect(await primaryUrl(pair.database.ownerUrl)).toBe(promoted);
    const fresh = connect(pair.database.url, 1);
    const rows = await fresh.rows<{ port: number }>('where', 'select inet_server_port() as port', []);
    await fresh.close();
    expect(String(rows[0]?.port)).toBe(new URL(promoted).port);
    expect((await shopAt(() => webs.map(({ origin }) => origin), 4)).every(({ told }) => !told.startsWith('5'))).toBe(
      true,
    );
  });
});
