import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock as clock } from '../ports/clock';
import { epochCanaryStore } from '../stores/epoch-canaries';
import { type GivenStore, givenStore, refusalOf } from '../stores/testing/given-store';
import { EpochCanary } from './epoch-canary';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore();
});
afterAll(() => store.drop());

const canary = () =>
  new EpochCanary({
    region: 'east',
    clock,
    shards: store.shards,
    orders: store.orders,
    canaries: epochCanaryStore(store.sql),
  });

describe('a write under an old epoch, tried on purpose', () => {
  it('is refused by the deciding statement and by the table, leaves nothing but its record', async () => {
    const answer = await canary().try();
    expect(answer).toMatchObject({ kind: 'tried', canary: { decision: 'fenced', record: 'EV001', refused: true } });
    expect(await store.app(`select 1 from orders.transitions where order_id like 'canary:%'`)).toEqual([]);
    expect(await canary().newest(5)).toHaveLength(1);
  });

  it('is told as accepted when the table’s fence is gone, and is taken back all the same', async () => {
    await store.owner('alter table orders.transitions disable trigger transitions_fence');
    try {
      const answer = await canary().try();
      expect(answer).toMatchObject({ kind: 'tried', canary: { record: 'accepted', refused: false } });
      expect(await store.app(`select 1 from orders.transitions where order_id like 'canary:%'`)).toEqual([]);
    } finally {
      await store.owner('alter table orders.transitions enable trigger transitions_fence');
    }
  });

  it('cannot be recorded as refused when it was not, nor rewritten', async () => {
    const lie = store.app(
      `insert into orders.epoch_canaries (region, shard, tried_epoch, current_epoch, decision, record, refused)
       values ('east', 1, 0, 1, 'fenced', 'accepted', true)`,
    );
    expect((await refusalOf(lie)).constraint).toBe('epoch_canaries_refused_check');
    expect((await refusalOf(store.owner('update orders.epoch_canaries set refused = true'))).code).toBe('EV005');
  });
});
