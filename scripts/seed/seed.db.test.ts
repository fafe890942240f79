import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyChain } from '@/server/domain/evidence-chain';
import { ORDER_REASONS, ORDER_STATES } from '@/server/domain/order';
import { evidenceStore } from '@/server/stores/evidence-rows';
import { connect, type Sql } from '@/server/stores/sql';
import { type GivenTwoRegions, givenTwoRegions } from './given-past';

let given: GivenTwoRegions;
let regions: readonly Sql[];
let first: { code: number | null; output: string };

beforeAll(async () => {
  given = await givenTwoRegions();
  regions = [connect(given.east.url, 4), connect(given.west.url, 4)];
  first = await given.run('scripts/seed.ts');
}, 90_000);
afterAll(async () => {
  await Promise.all(regions.map((sql) => sql.close()));
  await given.end();
});

const both = async <Row>(name: string, text: string): Promise<Row[]> =>
  (await Promise.all(regions.map((sql) => sql.rows<Row>(name, text, [])))).flat();

describe('a seeded store', () => {
  it('is told in one run', () => {
    expect(first).toMatchObject({ code: 0 });
    expect(first.output).toMatch(/seed: \d{3} past orders, \d{4} evidence rows/);
  });

  it('has orders in every state, and failed ones for every reason that the product gives by itself', async () => {
    const rows = await both<{ state: string; reason: string | null }>(
      't_states',
      'select state, reason from orders.orders',
    );
    expect(new Set(rows.map((row) => row.state))).toEqual(new Set(ORDER_STATES));
    const reasons = new Set(rows.filter((row) => row.state === 'failed_safely').map((row) => row.reason));
    for (const reason of ['out_of_stock', 'declined', 'never_accepted', 'compensated', 'intent_expired'])
      expect(reasons).toContain(reason);
    for (const reason of reasons) expect(ORDER_REASONS).toContain(reason);
  });

  it('has an unbroken chain of evidence for every order, recorded after it was observed and never in the future', async () => {
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    for (const sql of regions) {
      const evidence = evidenceStore(sql);
      for (const { order_id } of await sql.rows<{ order_id: string }>(
        't_ids',
        'select order_id from orders.orders',
        [],
      )) {
        const rows = await evidence.list(order_id);
        expect(verifyChain(rows, sha256), order_id).toMatchObject({ ok: true });
        for (const row of rows) {
          expect(row.recordedAtMs).toBeGreaterThanOrEqual(row.observedAtMs);
          expect(row.recordedAtMs).toBeLessThanOrEqual(Date.now());
        }
      }
    }
  });

  it('has order-42 waiting for evidence that the provider has, its next look-up some minutes away', async () => {
    const rows = await both<{
      state: string;
      version: number;
      total_minor: number;
      cart_version: number;
      checks: number;
      minutes: number;
    }>(
      't_42',
      `select o.state, o.version, o.total_minor, o.cart_version, p.checks_done as checks,
         (extract(epoch from p.next_check_at - now()) / 60)::float8 as minutes
       from orders.orders o join payments.operations p on p.order_id = o.order_id where o.order_id = 'order-42'`,
    );
    expect(rows).toMatchObject([
      { state: 'payment_pending', version: 4, total_minor: 4_900, cart_version: 18, checks: 4 },
    ]);
    expect(rows[0]?.minutes).toBeGreaterThan(10);
    expect(rows[0]?.minutes).toBeLessThan(13);
    const ledger = await (await fetch(`${given.apiBase}/_sandbox/ledger?operation=pay:order-42`)).text();
    expect(JSON.parse(ledger)).toMatchObject({ kind: 'authorized', amount_minor: 4_900, currency: 'EUR' });
  });

  it('tells of no failed order that nothing was charged while the provider holds something', async () => {
    const lines = (await (await fetch(`${given.apiBase}/_sandbox/ledger`)).text()).trim().split('\n');
    const standing = new Map<string, number>();
    for (const line of lines) {
      const { amount_minor: minor, kind, operation } = JSON.parse(line);
      const orderId = String(operation).replace(/^pay:/, '');
      const sign = kind === 'authorized' ? 1 : kind === 'voided' || kind === 'refunded' ? -1 : 0;
      standing.set(orderId, (standing.get(orderId) ?? 0) + sign * minor);
    }
    const failed = await both<{ order_id: string }>(
      't_failed',
      `select order_id from orders.orders where state = 'failed_safely'`,
    );
    expect(failed.length).toBeGreaterThan(10);
    expect(failed.filter(({ order_id: orderId }) => (standing.get(orderId) ?? 0) > 0)).toEqual([]);
  });

  it('leaves the provider in the present, telling its webhooks', async () => {
    const of = async (what: string) => (await fetch(`${given.apiBase}/_sandbox/${what}`)).json();
    expect(await of('clock')).toMatchObject({ offset_seconds: 0 });
    expect(await of('faults')).toEqual({});
  });

  it('does not send old mails again, and shows the one that failed', async () => {
    const rows = await both<{ state: string; mails: number }>(
      't_mails',
      'select state, count(*)::int as mails from messaging.mails group by state',
    );
    expect(rows.filter((row) => row.state === 'queued')).toEqual([]);
    expect(rows.filter((row) => row.state === 'failed')).toEqual([{ state: 'failed', mails: 1 }]);
    expect(await both('t_deliveries', 'select * from messaging.deliveries')).toEqual([]);
  });

  it('keeps evidence append-only afterwards, for the owner too', async () => {
    const client = new pg.Client({ connectionString: given.east.ownerUrl });
    await client.connect();
    await expect(client.query(`update orders.evidence set actor = 'nobody'`)).rejects.toMatchObject({ code: 'EV005' });
    await client.end();
  });

  it('is left as it is by a second run', async () => {
    const counted = () =>
      both(
        't_count',
        `select (select count(*) from orders.evidence)::int as e, (select sum(available) from inventory.stock)::int as s, (select count(*) from operations.audit)::int as a`,
      );
    const before = await counted();
    const second = await given.run('scripts/seed.ts');
    expect(second).toMatchObject({ code: 0, output: 'seed: the past orders are there\n' });
    expect(await counted()).toEqual(before);
  });
});
