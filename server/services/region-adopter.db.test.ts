import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { verifyChain } from '../domain/evidence-chain';
import { systemClock as clock } from '../ports/clock';
import { stripeChargeList } from '../ports/stripe-charge-list';
import { adoptionStore } from '../stores/adoptions';
import { auditStore } from '../stores/audit';
import { handOverStore } from '../stores/hand-overs';
import { promiseStore } from '../stores/promise';
import { shardClaimStore } from '../stores/shard-claims';
import { connect, type Sql } from '../stores/sql';
import { sweepStore } from '../stores/sweeps';
import { addressOf, dropDatabase } from '../stores/testing/database-server';
import { type GivenStore, givenStore } from '../stores/testing/given-store';
import { ROLES, withClient } from '../platform/database-roles';
import { LedgerSweeper } from './ledger-sweeper';
import { RegionAdopter } from './region-adopter';
import { ShardDirectory } from './shard-directory';
import { type GivenProvider, givenProvider, SECRET_KEY } from './testing/given-provider';
import { type GivenShop, givenShop } from './testing/given-shop';

let provider: GivenProvider;
let east: GivenStore;
let west: GivenStore;
let eastShop: GivenShop;
let westShop: GivenShop;
let copy: { readonly sql: Sql; drop(): Promise<void> } | null = null;

beforeAll(async () => {
  provider = await givenProvider();
  [east, west] = await Promise.all([givenStore(), givenStore()]);
  eastShop = givenShop({ store: east, provider: provider.provider, clock, region: 'east' });
  westShop = givenShop({ store: west, provider: provider.provider, clock, region: 'west' });
  for (const shop of [eastShop, westShop]) {
    shop.startDeciding();
    await shop.untilAdmitting();
  }
}, 60_000);
afterAll(async () => {
  await Promise.all([eastShop?.close(), westShop?.close()]);
  await copy?.drop();
  await Promise.all([east?.drop(), west?.drop(), provider?.close()]);
});

/** As a dump and a restore: everything up to now, under another name. */
async function copyOf(store: GivenStore) {
  const superuserUrl = inject('superuserUrl');
  const source = new URL(store.database.url).pathname.slice(1);
  const name = `copy_${randomBytes(6).toString('hex')}`;
  await withClient(superuserUrl, async (client) => {
    // a template must have no other sessions; the pools open new ones
    for (let tries = 0; ; tries++) {
      await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [source]);
      const made = await client.query(`create database ${name} template ${source}`).then(
        () => true,
        (error: unknown) => {
          if (tries > 20) throw error;
          return false;
        },
      );
      if (made) return;
    }
  });
  const sql = connect(addressOf(superuserUrl, name, ROLES.app), 2);
  return {
    sql,
    drop: async () => {
      await sql.close();
      await dropDatabase(superuserUrl, name);
    },
  };
}

const ground = (sql: Sql) => ({ adoptions: adoptionStore(sql), handOvers: handOverStore(sql) });
const adopter = () =>
  new RegionAdopter({
    lost: 'east',
    clock,
    survivor: ground(west.sql),
    copy: copy === null ? null : ground(copy.sql),
    audit: auditStore(west.sql),
  });

describe('a region that is lost for good, with a copy that is older than the provider’s books', () => {
  const placed: Record<string, string> = {};
  it('is adopted: what the copy has goes on, at epochs above every one that is known', {
    timeout: 60_000,
  }, async () => {
    for (const [name, method] of [
      ['confirmed', 'pm_card_visa'],
      ['pending', 'pm_evident_hang_after_accept'],
    ] as const) {
      const { orderId, request } = await eastShop.open();
      await eastShop.submit(request(method));
      placed[name] = orderId;
    }
    await shardClaimStore(west.sql).hear('east', await shardClaimStore(east.sql).own());
    copy = await copyOf(east);
    // after the copy: the provider knows it, and no record is left of it
    const late = await eastShop.open();
    await expect.poll(async () => (await eastShop.submit(late.request())).kind, { timeout: 10_000 }).toBe('order');
    placed.late = late.orderId;
    expect(await provider.ledger(late.orderId)).toContain('authorized');

    const { adopted, left } = await adopter().adopt('staff:oncall@evident.test', 'The east is gone for good.');
    expect([adopted.length, left]).toEqual([16, []]);
    expect(Math.min(...adopted.map(({ epoch }) => epoch))).toBeGreaterThan(1_000);
    expect(adopted.reduce((sum, { lookUps }) => sum + lookUps, 0)).toBe(1);
    expect((await west.orders.get(placed.confirmed ?? ''))?.state).toBe('order_confirmed');
    await westShop.settle();
    expect((await west.orders.get(placed.pending ?? ''))?.state, 'the provider knew').toBe('order_confirmed');
    for (const orderId of [placed.confirmed, placed.pending]) {
      const rows = await west.evidence.list(orderId ?? '');
      expect(verifyChain(rows, (text) => createHash('sha256').update(text).digest('hex'))).toMatchObject({ ok: true });
      expect((await provider.ledger(orderId ?? '')).filter((kind) => kind === 'authorized')).toHaveLength(1);
    }
    expect(await west.orders.get(placed.late ?? '')).toBeNull();
  });

  it('and what only the provider knows becomes a case', { timeout: 30_000 }, async () => {
    const sweeper = (intervalMs: number) =>
      new LedgerSweeper({
        region: 'east',
        owners: { ownerOf: () => 'east' },
        clock,
        charges: stripeChargeList({ secretKey: SECRET_KEY, apiBase: provider.address }),
        provider: provider.provider,
        operations: west.operations,
        sweeps: sweepStore(west.sql),
        wakeUp: westShop.wakeUp,
        settings: { intervalMs, lagMs: 1_000, longestMs: 120_000 },
        settleTimeMs: 60_000,
      });
    // the first window reaches back to the copy, the next ones follow it
    await sweeper(60_000).sweepNext();
    await expect
      .poll(
        async () => {
          await sweeper(1_000).sweepNext();
          return west.app('select order_id, at_risk_minor from operations.cases where order_id = $1', [placed.late]);
        },
        { timeout: 20_000, interval: 500 },
      )
      .toEqual([{ order_id: placed.late, at_risk_minor: 4_900 }]);
  });

  it('adopted once: a second run finds nothing that is the lost region’s', async () => {
    expect(await adopter().adopt('staff:oncall@evident.test', 'The east is gone for good.')).toEqual({
      adopted: [],
      left: [],
    });
  });

  it('and the promise holds in what is left', async () => {
    const promise = promiseStore(west.sql);
    const broken = await Promise.all(promise.invariants.map((each) => promise.brokenOrders(each, 5)));
    expect(broken.flat()).toEqual([]);
  });

  it('a lost region that comes back all the same steps down when it hears of it', async () => {
    const directory = new ShardDirectory({ region: 'east', clock, claims: shardClaimStore(east.sql) });
    await directory.refresh();
    expect(await directory.owns(3)).toBe(true);
    await directory.hear('west', await shardClaimStore(west.sql).own());
    expect(await directory.owns(3)).toBe(false);
    const rows = await east.app(
      `select count(*)::int as open from orders.shards where region = 'east' and standing <> 'closed'`,
    );
    expect(rows).toEqual([{ open: 0 }]);
    await expect(eastShop.open()).rejects.toThrow('closed here');
  });
});
