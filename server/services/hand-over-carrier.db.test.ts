/** What a shard is not closed for: a hand-over that could not end, and one that somebody at work would not know of. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { handOverStore } from '@/server/stores/hand-overs';
import { messageReaderStore } from '@/server/stores/message-readers';
import { type GivenStore, givenStore, orderIdOn, placed } from '@/server/stores/testing/given-store';
import { pastGuards } from '@/server/stores/testing/past-guards';
import { carrierBetween } from './testing/carrier-between';

const SHARD = 5;
const WORKER = {
  build: 'this',
  region: 'east',
  role: 'worker',
  consumers: ['order-owner'],
  reads: {},
  writes: {},
} as const;

let east: GivenStore;
let west: GivenStore;
beforeAll(async () => {
  [east, west] = [await givenStore(), await givenStore()];
});
afterAll(() => Promise.all([east.drop(), west.drop()]));

it('a hand-over waits while the old owner decides, says which row is wrong, and goes on once it is right', {
  timeout: 30_000,
}, async () => {
  const { orderId } = await placed(east, { orderId: orderIdOn(SHARD) });
  const superuser = await pastGuards(east.database);
  await superuser.query(`update orders.evidence set actor = actor || 'x' where order_id = $1 and seq = 1`, [orderId]);
  const handOvers = handOverStore(east.sql);
  const order = { handOverId: 'ho_1', shard: SHARD, from: 'east', to: 'west', by: 'staff:jo@evident.test' } as const;
  const reason = 'Planned work here.';
  const entry = { actor: order.by, role: 'on-call', action: 'ownership:hand_over', object: `shard ${SHARD}`, reason };
  await handOvers.begin({ ...order, reason }, { ...entry, operationId: 'click-1', requestId: null, detail: {} });
  const carrier = carrierBetween(east, west);
  for (let n = 0; n < 3; n++) expect(await carrier.step()).toBe(false);
  expect(await handOvers.get('ho_1')).toMatchObject({
    step: 'copying',
    waitsFor: expect.stringContaining(`evidence 1 of ${orderId} is not what its hash says`),
  });
  expect(await east.app('select standing from orders.shards where shard = $1', [SHARD])).toEqual([
    { standing: 'open' },
  ]);

  await superuser.query(`update orders.evidence set actor = left(actor, -1) where order_id = $1 and seq = 1`, [
    orderId,
  ]);
  await superuser.end();
  const stepNow = async () => {
    await carrier.step();
    return (await handOvers.get('ho_1'))?.step;
  };
  await expect.poll(stepNow, { timeout: 20_000, interval: 20 }).toBe('done');
  expect(await west.app('select order_id from orders.orders')).toEqual([{ order_id: orderId }]);
  // what was received leaves by the new owner's own worker, which has no other hand-over to carry
  expect(await west.app('select 1 from orders.carried_records')).not.toEqual([]);
  expect(await carrierBetween(west, east).step()).toBe(false);
  expect(await west.app('select 1 from orders.carried_records')).toEqual([]);
  expect(await west.app('select 1 from orders.carried_orders')).toEqual([]);
});

it('no shard is closed while a worker is at work that would not know it: the hand-over waits, and its owner decides', {
  timeout: 30_000,
}, async () => {
  const shard = 6;
  await placed(east, { orderId: orderIdOn(shard) });
  const handOvers = handOverStore(east.sql);
  const order = { handOverId: 'ho_2', shard, from: 'east', to: 'west', by: 'staff:jo@evident.test' } as const;
  const reason = 'Planned work here.';
  const entry = { actor: order.by, role: 'on-call', action: 'ownership:hand_over', object: `shard ${shard}`, reason };
  // one of this build, which reports, and one of the build before, which cannot
  await messageReaderStore(east.sql).beat({ ...WORKER, process: 'worker-east-1-new' }, 20_000);
  await east.app(
    `insert into orders.workers (holder, region, seen_at)
     select holder, 'east', now() + interval '1 hour' from unnest($1::text[]) as holder`,
    [['worker-east-1-new', 'worker-east-2-old']],
  );
  await handOvers.begin({ ...order, reason }, { ...entry, operationId: 'click-2', requestId: null, detail: {} });
  const carrier = carrierBetween(east, west);
  const waitsFor = async () => {
    await carrier.step();
    return (await handOvers.get('ho_2'))?.waitsFor;
  };
  await expect.poll(waitsFor, { timeout: 20_000, interval: 20 }).toMatch(/a worker of an older build/);
  expect(await handOvers.get('ho_2')).toMatchObject({ step: 'draining', closedEpoch: null });
  expect(await east.app('select region, standing from orders.shards where shard = $1', [shard])).toEqual([
    { region: 'east', standing: 'draining' },
  ]);
  await east.shards.release('worker-east-2-old');
  await expect
    .poll(async () => (await carrier.step()) && (await handOvers.get('ho_2'))?.step, { timeout: 20_000, interval: 20 })
    .toBe('done');
});
