/** What a shard's new owner refuses of what it is sent, and of what it keeps: one row that is not as it was written, and nothing is opened. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CarriedOrder } from '@/server/domain/hand-over';
import { type Ways, closedShard } from './testing/carried-shard';
import { AUTHORIZED, decisionOf, reportOf } from './testing/decisions';
import { givenStore, orderIdOn, placed, refusalOf, T0 } from './testing/given-store';
import { pastGuards } from './testing/past-guards';

let ways: Ways;
let superuser: Readonly<Record<'east' | 'west', pg.Client>>;

beforeAll(async () => {
  ways = { from: await givenStore(), to: await givenStore(), way: { from: 'east', to: 'west' } };
  superuser = { east: await pastGuards(ways.from.database), west: await pastGuards(ways.to.database) };
});
afterAll(async () => {
  await Promise.all([superuser.east.end(), superuser.west.end()]);
  await Promise.all([ways.from.drop(), ways.to.drop()]);
});

let shards = 0;

/** Two confirmed orders on a shard of their own, closed and on their way. */
async function onTheWay() {
  const shard = shards++;
  const orders = [await confirmed(shard), await confirmed(shard)].sort() as [string, string];
  return { orders, shard, ...(await closedShard(shard, ways)) };
}

async function confirmed(shard: number): Promise<string> {
  const { from } = ways;
  const { orderId } = await placed(from, { orderId: orderIdOn(shard) });
  await from.operations.record(reportOf(orderId, AUTHORIZED));
  await from.orders.decide([await decisionOf(from, orderId, AUTHORIZED)], T0 + 1_000);
  return orderId;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** As the old owner's database computes it. */
const withDigest = (order: CarriedOrder): CarriedOrder => ({
  ...order,
  digest: md5(
    order.tables
      .map((name, n) => md5(name + (order.records[n] ?? '')))
      .sort()
      .join(''),
  ),
});

const without = (order: CarriedOrder, at: number): CarriedOrder => ({
  ...order,
  tables: order.tables.filter((_, n) => n !== at),
  records: order.records.filter((_, n) => n !== at),
});

const keptOf = async (shard: number) => {
  const [row] = await ways.to.app(
    `select (select count(*)::int from orders.carried_orders c where c.hand_over_id = h.hand_over_id) as orders,
       (select count(*)::int from orders.carried_records c where c.hand_over_id = h.hand_over_id) as records, h.step
     from orders.hand_overs h where h.shard = $1`,
    [shard],
  );
  return row;
};

describe('what is sent is verified when it comes in, while the old owner still decides', () => {
  it('keeps what is as it was written', async () => {
    const { keep, orders, records, shard } = await onTheWay();
    const sent = await records();
    expect(sent.map(({ orderId }) => orderId)).toEqual(orders);
    expect(sent.map((order) => withDigest(order).digest)).toEqual(sent.map(({ digest }) => digest));
    expect(await keep(sent)).toEqual({ kind: 'kept', orders: 2 });
    expect(await keptOf(shard)).toEqual({
      orders: 2,
      records: sent.flatMap((order) => order.records).length,
      step: 'receiving',
    });
  });

  it.each<[string, (order: string, other: string) => string]>([
    [
      'a row whose body was changed',
      (order) => `update orders.evidence set detail = '{"told":"otherwise"}' where order_id = '${order}' and seq = 2`,
    ],
    [
      'a row with the body and the hash of another one',
      (order, other) =>
        `update orders.evidence e set (lane, kind, observed_at, recorded_at, request_id, trace_id, actor, owner_epoch, order_version, detail, hash) =
           (select o.lane, o.kind, o.observed_at, o.recorded_at, o.request_id, o.trace_id, o.actor, o.owner_epoch, o.order_version, o.detail, o.hash
            from orders.evidence o where o.order_id = '${other}' and o.seq = 2) where e.order_id = '${order}' and e.seq = 2`,
    ],
    [
      'a row that is what its hash says and follows none',
      (order) =>
        `update orders.evidence set prev_hash = sha256('elsewhere') where order_id = '${order}' and seq = 2;
         update orders.evidence e set hash = orders.evidence_hash(e) where order_id = '${order}' and seq = 2`,
    ],
    [
      'a row that is missing between others',
      (order) => `delete from orders.evidence where order_id = '${order}' and seq = 2`,
    ],
    ['the first row missing', (order) => `delete from orders.evidence where order_id = '${order}' and seq = 1`],
  ])('refuses evidence that is wrong in the old owner’s own database: %s', async (_what, tamper) => {
    const { keep, orders, records, shard } = await onTheWay();
    await superuser.east.query(tamper(...orders));
    const answer = await keep(await records());
    expect(answer).toMatchObject({ kind: 'refused', why: expect.stringContaining(`of ${orders[0]} is not what its`) });
    // not the sound order of the same call either
    expect(await keptOf(shard)).toEqual({ orders: 0, records: 0, step: 'receiving' });
  });

  it.each<[string, (first: CarriedOrder, second: CarriedOrder) => readonly CarriedOrder[], string]>([
    ['the last row of an order missing', (first) => [without(first, first.records.length - 1)], 'what its digest says'],
    [
      'a row changed on the way',
      (first) => [{ ...first, records: first.records.map((record) => record.replace('ada@', 'eve@')) }],
      'what its digest says',
    ],
    [
      'a row of another order, under a digest that has it',
      (first, second) => {
        const at = second.tables.indexOf('orders.lines');
        const theirs = second.records.slice(at, at + 1);
        const both = { tables: [...first.tables, 'orders.lines'], records: [...first.records, ...theirs] };
        return [withDigest({ ...first, ...both })];
      },
      'none of its own',
    ],
    [
      'a row of a table that is not carried',
      (first) => [
        withDigest({ ...first, tables: first.tables.map((name) => name.replace('orders.lines', 'access.users')) }),
      ],
      'a record of access.users',
    ],
    ['more tables than rows', (first) => [{ ...first, tables: [...first.tables, 'orders.lines'] }], 'null value'],
    ['the same order twice', (first) => [first, first], 'duplicate key'],
  ])('refuses what is not as it was sent: %s', async (_what, tamper, why) => {
    const { keep, records, shard } = await onTheWay();
    const [first, second] = await records();
    if (first === undefined || second === undefined) throw new Error('two orders are on the way');
    expect(await keep(tamper(first, second))).toMatchObject({ kind: 'refused', why: expect.stringContaining(why) });
    expect(await keptOf(shard)).toEqual({ orders: 0, records: 0, step: 'receiving' });
  });

  it('refuses an order of another shard', async () => {
    const [here, elsewhere] = [await onTheWay(), await onTheWay()];
    const answer = await here.keep(await elsewhere.records());
    expect(answer).toMatchObject({ kind: 'refused', why: expect.stringContaining('is not of this shard') });
    expect(await keptOf(here.shard)).toEqual({ orders: 0, records: 0, step: 'receiving' });
  });

  it('is written by the database’s own function alone', async () => {
    for (const write of [
      `insert into orders.carried_records values ('order', 'ho', 1, 'orders.lines', '{}')`,
      `update orders.carried_records set record = '{}'`,
      'delete from orders.carried_records',
      `insert into orders.carried_orders values ('ho', 'order', 'digest')`,
      `update orders.carried_orders set digest = ''`,
      'delete from orders.carried_orders',
    ])
      expect([write, (await refusalOf(ways.to.app(write))).code]).toEqual([write, '42501']);
  });
});

describe('what was altered where it was kept', () => {
  it('opens nothing, and what is as it was written opens afterwards', { timeout: 30_000 }, async () => {
    const { accept, keep, orders, records, shard } = await onTheWay();
    const [order, other] = orders;
    const row = (name: string, seq?: number) =>
      `order_id = '${order}' and name = '${name}'${seq === undefined ? '' : ` and record ->> 'seq' = '${String(seq)}'`}`;
    const rewritten = (where: string, what: string, by: string) =>
      `update orders.carried_records set record = replace(record::text, '${what}', '${by}')::json where ${where}`;
    const last = (await records())[0]?.tables.filter((name) => name === 'orders.evidence').length ?? 0;
    const theirs = rewritten(row('orders.evidence', last), order, other).replace(
      '::json',
      `::jsonb || '{"seq": ${String(last + 1)}}'`,
    );
    const cases: readonly [string, string][] = [
      [rewritten(row('orders.evidence', 2), '"actor":"', '"actor":"x'), `evidence 2 of ${order} is not what its hash`],
      [`delete from orders.carried_records where ${row('orders.evidence', 2)}`, `evidence 3 of ${order}`],
      [`delete from orders.carried_records where ${row('orders.evidence', 1)}`, `evidence 2 of ${order}`],
      [rewritten(row('orders.evidence', 2), order, other), 'duplicate key'],
      [theirs, `evidence ${String(last + 1)} of ${other} is not what its hash`],
      [rewritten(row('payments.operations'), '"amount_minor":4900', '"amount_minor":1'), 'asks for 1 EUR'],
      [
        rewritten(row('orders.transitions'), '"to_state":"payment_authorizing"', '"to_state":"order_confirmed"'),
        'violates',
      ],
      [`update orders.carried_orders set digest = 'another' where order_id = '${order}'`, 'orders were carried'],
      [`delete from orders.carried_orders where order_id = '${order}'`, '1 orders were carried, 2 are to be accepted'],
    ];
    for (const [tamper, why] of cases) {
      expect(await keep(await records())).toMatchObject({ kind: 'kept' });
      const { rowCount } = await superuser.west.query(tamper);
      expect([tamper, rowCount]).toEqual([tamper, expect.any(Number)]);
      expect(rowCount).toBeGreaterThan(0);
      expect([tamper, await accept()]).toEqual([tamper, { kind: 'refused', why: expect.stringContaining(why) }]);
      expect(await standingOf(shard)).toEqual({
        orders: 0,
        evidence: 0,
        transfers: 0,
        standing: 'closed',
        step: 'receiving',
      });
    }
    expect(await keep(await records())).toEqual({ kind: 'kept', orders: 2 });
    expect(await accept()).toMatchObject({ kind: 'accepted' });
    expect(await standingOf(shard)).toMatchObject({ orders: 2, standing: 'open', step: 'accepted' });
    // the same call again, after its answer was lost
    expect(await accept()).toMatchObject({ kind: 'accepted' });
  });
});

const standingOf = async (shard: number) => {
  const [row] = await ways.to.app(
    `select (select count(*)::int from orders.orders o where o.shard = s.shard) as orders,
       (select count(*)::int from orders.evidence) as evidence, (select count(*)::int from inventory.transfers) as transfers, s.standing, h.step
     from orders.shards s join orders.hand_overs h on h.shard = s.shard where s.shard = $1`,
    [shard],
  );
  return row;
};
