import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AUTHORIZED, DECLINED, decisionOf, footprint, reportOf, UNKNOWN } from './testing/decisions';
import { type GivenStore, givenStore, HELD_UNTIL, placed, T0 } from './testing/given-store';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore(20);
});
afterAll(() => store.drop());

const NOW = T0 + 1_000;
const stateOf = async (orderId: string) => (await store.orders.get(orderId))?.state;

describe('deciding an order', () => {
  it('confirms it with its hold, its capture, its message and its evidence in one step', async () => {
    const { orderId } = await placed(store);
    const record = await decisionOf(store, orderId, AUTHORIZED);
    expect(await store.orders.decide([record], NOW)).toEqual(new Map([[orderId, 'applied']]));
    expect(await store.orders.get(orderId)).toMatchObject({ state: 'order_confirmed', version: 4, heldUntilMs: null });
    expect(await store.reservations.ofOrder(orderId)).toMatchObject([{ state: 'committed', settledAtMs: NOW }]);
    expect(await store.operations.list(orderId)).toHaveLength(2);
    expect(await footprint(store, orderId)).toMatchObject({
      'orders.evidence': 5,
      'messaging.outbox': 1,
      'messaging.deliveries': 2,
    });
  });

  it('gives the units back once when it fails safely', async () => {
    const { orderId } = await placed(store);
    const before = await store.available('mug');
    const record = await decisionOf(store, orderId, DECLINED);
    await Promise.all(Array.from({ length: 10 }, () => store.orders.decide([record], NOW)));
    expect(await stateOf(orderId)).toBe('failed_safely');
    expect(await store.reservations.ofOrder(orderId)).toMatchObject([{ state: 'released' }]);
    expect(await store.available('mug')).toBe(before + 1);
  });

  it.each([
    ['one millisecond before the hold ends', HELD_UNTIL - 1, 'applied', 'order_confirmed'],
    ['at the very millisecond', HELD_UNTIL, 'hold_gone', 'payment_authorizing'],
    ['one millisecond after', HELD_UNTIL + 1, 'hold_gone', 'payment_authorizing'],
  ])('%s a decision to confirm is %4$s', async (_when, nowMs, answer, state) => {
    const { orderId } = await placed(store);
    const record = await decisionOf(store, orderId, AUTHORIZED);
    const before = await footprint(store, orderId);
    expect((await store.orders.decide([record], nowMs)).get(orderId)).toBe(answer);
    expect(await stateOf(orderId)).toBe(state);
    if (answer === 'hold_gone') expect(await footprint(store, orderId)).toEqual(before);
  });

  it('changes nothing when the order moved since it was read', async () => {
    const { orderId } = await placed(store);
    const stale = await decisionOf(store, orderId, DECLINED);
    await store.orders.decide([await decisionOf(store, orderId, AUTHORIZED)], NOW);
    const before = await footprint(store, orderId);
    expect((await store.orders.decide([stale], NOW)).get(orderId)).toBe('stale');
    expect(await footprint(store, orderId)).toEqual(before);
    expect(await stateOf(orderId)).toBe('order_confirmed');
  });

  it('changes nothing under an old epoch, neither a move nor a mere effect', async () => {
    const { orderId } = await placed(store);
    const [move, effect] = [await decisionOf(store, orderId, AUTHORIZED), await decisionOf(store, orderId, UNKNOWN)];
    const before = await footprint(store, orderId);
    const old = { ...move, ownerEpoch: move.ownerEpoch - 1 };
    expect((await store.orders.decide([old], NOW)).get(orderId)).toBe('fenced');
    expect((await store.orders.decide([{ ...effect, ...old, to: null, from: effect.from }], NOW)).get(orderId)).toBe(
      'fenced',
    );
    expect(await footprint(store, orderId)).toEqual(before);
  });

  it('is fenced while the shard is being taken, and the new owner decides', async () => {
    const { orderId, shard } = await placed(store);
    const late = await decisionOf(store, orderId, DECLINED);
    const taking = await store.appPool.connect();
    await taking.query('begin');
    const { rows } = await taking.query(`select epoch from orders.take_shard($1, 'east', 'new', 60000)`, [shard]);
    const answer = store.orders.decide([late], NOW);
    await taking.query('commit');
    taking.release();
    expect((await answer).get(orderId)).toBe('fenced');
    expect(await stateOf(orderId)).toBe('payment_authorizing');
    const now = await decisionOf(store, orderId, AUTHORIZED);
    expect(now.ownerEpoch).toBe(rows[0].epoch);
    expect((await store.orders.decide([now], NOW)).get(orderId)).toBe('applied');
  });

  it('is not known to an order that was never placed', async () => {
    const { orderId } = await placed(store);
    const record = await decisionOf(store, orderId, AUTHORIZED);
    const answers = await store.orders.decide([{ ...record, orderId: 'nobody' }], NOW);
    expect(answers.get('nobody')).toBe('stale');
    expect(await footprint(store, 'nobody')).toMatchObject({ 'orders.transitions': 0, 'orders.evidence': 0 });
  });
});

describe('a batch of decisions', () => {
  it('applies every order that stands, whatever is wrong with its neighbours', async () => {
    const intents = await Promise.all(Array.from({ length: 12 }, () => placed(store)));
    const records = await Promise.all(intents.map(({ orderId }) => decisionOf(store, orderId, AUTHORIZED)));
    const spoilt = records.map((record, n) =>
      n === 3 ? { ...record, expectedVersion: 2 } : n === 7 ? { ...record, ownerEpoch: record.ownerEpoch + 5 } : record,
    );
    const before = [3, 7].map((n) => intents[n]?.orderId ?? '');
    const untouched = await Promise.all(before.map((orderId) => footprint(store, orderId)));
    const answers = await store.orders.decide(spoilt, NOW);
    expect(spoilt.map(({ orderId }) => answers.get(orderId))).toEqual(
      spoilt.map((_, n) => (n === 3 ? 'stale' : n === 7 ? 'fenced' : 'applied')),
    );
    expect(await Promise.all(before.map((orderId) => footprint(store, orderId)))).toEqual(untouched);
  });

  it('gives back the units of all of its orders', async () => {
    const intents = await Promise.all(Array.from({ length: 8 }, () => placed(store)));
    const before = await store.available('mug');
    const records = await Promise.all(intents.map(({ orderId }) => decisionOf(store, orderId, DECLINED)));
    await store.orders.decide(records, NOW);
    expect(await store.available('mug')).toBe(before + 8);
  });

  it('changes nothing the second time, nor when two workers write it at once', async () => {
    const intents = await Promise.all(Array.from({ length: 10 }, () => placed(store)));
    const records = await Promise.all(intents.map(({ orderId }) => decisionOf(store, orderId, AUTHORIZED)));
    const answers = await Promise.all([
      store.orders.decide(records, NOW),
      store.orders.decide([...records].reverse(), NOW),
    ]);
    for (const { orderId } of intents) {
      expect(new Set(answers.map((each) => each.get(orderId)))).toEqual(new Set(['applied', 'stale']));
      expect(await footprint(store, orderId)).toMatchObject({
        'orders.transitions': 4,
        'orders.evidence': 5,
        'payments.operations': 2,
        'messaging.outbox': 1,
      });
    }
    const again = await store.orders.decide(records, NOW);
    expect(new Set(again.values())).toEqual(new Set(['stale']));
  });

  it('takes a message off the queue with its effect, and only then', async () => {
    const { orderId } = await placed(store);
    await store.operations.record(reportOf(orderId, AUTHORIZED));
    const [queued] = await store.deliveries.forOwner(SHARDS, NOW, 50);
    const consumed = { messageId: queued?.messageId ?? '', consumer: 'order-owner' };
    const record = await decisionOf(store, orderId, AUTHORIZED, { consumed });
    await store.orders.decide([{ ...record, expectedVersion: 9 }], NOW);
    expect(await store.deliveries.forOwner(SHARDS, NOW, 50)).toHaveLength(1);
    await store.orders.decide([record], NOW);
    expect(await store.deliveries.forOwner(SHARDS, NOW, 50)).toEqual([]);
    expect(await footprint(store, orderId)).toMatchObject({ 'messaging.inbox': 1 });
  });
});

const SHARDS = Array.from({ length: 32 }, (_, shard) => shard);
