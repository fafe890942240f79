/** A click on many messages, sent again after some of their orders went to the other region: each order has its effect once, wherever it is. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EVERY_DEAD_LETTER } from '@/server/domain/dead-letter';
import { carriedShard, closedShard } from '@/server/stores/testing/carried-shard';
import { type GivenStore, givenStore, orderIdOn, T0 } from '@/server/stores/testing/given-store';
import { askedAs, givenMessages } from './testing/given-messages';

const EAST_SHARD = 5;
const WEST_SHARD = 20;
const REASON = 'The new build reads it.';

let east: GivenStore;
let west: GivenStore;
beforeAll(async () => {
  [east, west] = [await givenStore(), await givenStore()];
});
afterAll(() => Promise.all([east.drop(), west.drop()]));

const open: ReturnType<typeof givenMessages>[] = [];
function opened(store: GivenStore) {
  const given = givenMessages(store);
  open.push(given);
  return given;
}
afterEach(() => {
  for (const given of open.splice(0)) given.close();
});

const there = () => ({ from: east, to: west, way: { from: 'east', to: 'west' } }) as const;
const back = () => ({ from: west, to: east, way: { from: 'west', to: 'east' } }) as const;
const sharesOf = (store: GivenStore, orderId: string) =>
  store.app('select operation_id, action from operations.click_shares where order_id = $1', [orderId]);

describe('all dead letters that match, put back', () => {
  const all = { kind: 'matching', filter: EVERY_DEAD_LETTER } as const;

  it('are not put back again by the same click where their orders went, and what it did not reach there is', async () => {
    const [old, next] = [opened(east), opened(west)];
    const letter = await old.authorized(99, orderIdOn(EAST_SHARD));
    await old.decide();
    expect(await old.desk.redrive(all, REASON, askedAs('click-all'))).toEqual({
      kind: 'redriven',
      queued: 1,
      effected: 0,
    });
    // no reader reads it yet: it is parked anew, for somebody to look at
    await old.decide();
    await carriedShard(EAST_SHARD, there());
    expect(await next.letters.get(letter)).toMatchObject({ redrives: 1, redrivenAtMs: null });

    expect(await next.desk.redrive(all, REASON, askedAs('click-all'))).toEqual({ kind: 'done_before' });
    expect(await next.queued(letter.orderId)).toBe(0);
    const unreached = await next.authorized(99, orderIdOn(WEST_SHARD));
    await next.decide();
    expect(await next.desk.redrive(all, REASON, askedAs('click-all'))).toEqual({
      kind: 'redriven',
      queued: 1,
      effected: 0,
    });
    expect(await Promise.all([letter, unreached].map(({ orderId }) => next.queued(orderId)))).toEqual([0, 1]);

    expect(await next.desk.redrive(all, REASON, askedAs('click-new'))).toMatchObject({ kind: 'redriven', queued: 1 });
    expect(await next.queued(letter.orderId)).toBe(1);
    expect(await sharesOf(west, letter.orderId)).toHaveLength(2);
    await carriedShard(EAST_SHARD, back());
    expect(await sharesOf(east, letter.orderId)).toHaveLength(2);
    expect(await sharesOf(west, letter.orderId)).toEqual([]);
  });
});

describe('while a shard is on its way', () => {
  it('what is on it is left out, and the rest of the click has its effect', async () => {
    const old = opened(east);
    await east.owner('truncate messaging.deliveries, messaging.dead_letters');
    const letters = [
      await old.authorized(99, orderIdOn(EAST_SHARD)),
      await old.authorized(99, orderIdOn(EAST_SHARD + 1)),
    ];
    await old.decide();
    const messages = [
      await old.authorized(2, orderIdOn(EAST_SHARD)),
      await old.authorized(2, orderIdOn(EAST_SHARD + 1)),
    ];
    const { takeBack } = await closedShard(EAST_SHARD, there());
    try {
      const all = { kind: 'matching', filter: EVERY_DEAD_LETTER } as const;
      expect(await old.desk.redrive(all, REASON, askedAs('click-closed'))).toMatchObject({
        kind: 'redriven',
        queued: 1,
      });
      expect(await Promise.all(letters.map(({ orderId }) => old.queued(orderId)))).toEqual([0, 1]);
      await east.owner('truncate messaging.deliveries, messaging.dead_letters');
      const orders = { kind: 'window', fromMs: T0 - 60_000, toMs: T0 + 600_000 } as const;
      expect(await old.replayer.replay('order-owner', orders, REASON, askedAs('click-replay'))).toMatchObject({
        kind: 'queued',
      });
      expect(await Promise.all(messages.map(({ orderId }) => old.queued(orderId)))).toEqual([0, 1]);
    } finally {
      await takeBack();
    }
  });
});

describe('a replay of a window', () => {
  const window = { kind: 'window', fromMs: T0 - 60_000, toMs: T0 + 600_000 } as const;

  it('queues no message again by the same click where its order went', async () => {
    const [old, next] = [opened(east), opened(west)];
    const { orderId } = await old.authorized(2, orderIdOn(EAST_SHARD));
    await east.owner('truncate messaging.deliveries');
    const replayed = await old.replayer.replay('order-owner', window, REASON, askedAs('click-window'));
    expect(replayed).toMatchObject({ kind: 'queued' });
    await carriedShard(EAST_SHARD, there());
    expect(await next.queued(orderId)).toBe(1);
    // as if it had been lost there
    await west.owner('truncate messaging.deliveries');
    expect(await next.replayer.replay('order-owner', window, REASON, askedAs('click-window'))).toEqual({
      kind: 'done_before',
    });
    expect(await next.queued(orderId)).toBe(0);
    expect(await next.replayer.replay('order-owner', window, REASON, askedAs('click-other'))).toMatchObject({
      kind: 'queued',
    });
    expect(await next.queued(orderId)).toBe(1);
  });
});

describe('a share', () => {
  it('is written once and stays', async () => {
    await east.app(
      `insert into operations.click_shares (order_id, operation_id, action) values ('order', 'click', 'a')`,
    );
    for (const write of [
      `update operations.click_shares set action = 'another'`,
      'delete from operations.click_shares',
    ])
      await expect(east.owner(write)).rejects.toThrow('append-only');
  });
});
