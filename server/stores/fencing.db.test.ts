import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type GivenStore, givenStore, orderIdIn, orderIdOn, refusalOf } from './testing/given-store';
import { orderAt, STEP, step, stepValues } from './testing/walk';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore();
});
afterAll(() => store.drop());

const epochOf = (shard: number) => store.app('select epoch from orders.shards where shard = $1', [shard]);

const take = (shard: number, holder = 'new-worker') =>
  store.app('select epoch from orders.take_shard($1, $2, $3, 60000)', [shard, shard < 16 ? 'east' : 'west', holder]);

/** Whoever an earlier test let take it is gone. */
const takeAnew = async (shard: number) => {
  await store.app('update orders.shards set holder = null, lease_until = null where shard = $1', [shard]);
  return take(shard);
};

/** Returns once some backend waits for a lock on this database. */
const somebodyWaits = () =>
  vi.waitFor(async () => {
    const rows = await store.app(
      `select 1 from pg_locks l join pg_database d on d.oid = l.database and d.datname = current_database() where l.locktype = 'advisory' and not l.granted`,
    );
    expect(rows).not.toEqual([]);
  }, 20_000);

describe('the fence', () => {
  it.each([
    ['an old', -1],
    ['a future', 1],
  ])('refuses a move under %s epoch', async (_word, by) => {
    const order = await orderAt(store, 'payment_authorizing');
    const moved = step(store, order, 'order_confirmed', { epoch: order.epoch + by });
    expect((await refusalOf(moved)).code).toBe('EV001');
  });

  it('refuses a fenced writer that names another shard, whose epoch it knows', async () => {
    const order = await orderAt(store, 'payment_authorizing');
    await takeAnew(order.shard);
    const next = { ...order, version: order.version + 1, from: order.state, to: 'order_confirmed' as const };
    expect((await refusalOf(store.app(STEP, stepValues(next)))).code).toBe('EV001');
    const [other] = await store.app('select shard, epoch from orders.shards where shard <> $1 limit 1', [order.shard]);
    const refusal = await refusalOf(store.app(STEP, stepValues({ ...next, ...other })));
    expect(refusal.constraint).toBe('transitions_continue_fkey');
  });

  it('refuses an order whose history lies on another shard', async () => {
    const [[own], [other]] = await Promise.all([epochOf(2), epochOf(5)]);
    const orderId = orderIdIn('east');
    const insert = store.app(
      `with begun as (${STEP})
       insert into orders.orders (order_id, shard, region, reference, state, version, owner_epoch, total_minor, currency, email, cart_id, cart_version,
         payment_method, payload_fingerprint, status_token_hash)
       values ($1, 2, 'east', 'R', $6, $2, ${own.epoch}, 4900, 'EUR', 'a@b.test', 'c', 1, 'pm_card_visa', 'f', '\\x00')`,
      stepValues({ orderId, shard: 5, version: 1, from: null, to: 'order_intent_saved', epoch: other.epoch }),
    );
    expect((await refusalOf(insert)).constraint).toBe('orders_state_fkey');
  });

  it('makes the new owner wait for a decision in flight, so that none commits under an epoch that was raised', async () => {
    const order = await orderAt(store, 'payment_authorizing');
    const deciding = await store.appPool.connect();
    await deciding.query('begin');
    await deciding.query(
      STEP,
      stepValues({ ...order, version: order.version + 1, from: order.state, to: 'order_confirmed' }),
    );
    let taken = false;
    const taking = takeAnew(order.shard).then((rows) => {
      taken = true;
      return rows;
    });
    await somebodyWaits();
    expect(taken).toBe(false);
    await deciding.query('commit');
    deciding.release();
    const [lease] = await taking;
    const [last] = await store.app(
      'select owner_epoch from orders.transitions where order_id = $1 order by version desc limit 1',
      [order.orderId],
    );
    expect(lease.epoch).toBe(last.owner_epoch + 1);
  });

  it('refuses a decision that waited while the shard was taken', async () => {
    const [{ shard, epoch }] = await store.app(
      `select shard, epoch from orders.shards where holder is null and region = 'east' limit 1`,
    );
    const orderId = orderIdOn(shard);
    await store.app(STEP, stepValues({ orderId, shard, version: 1, from: null, to: 'order_intent_saved', epoch }));
    const taking = await store.appPool.connect();
    await taking.query('begin');
    await taking.query(`select orders.take_shard($1, 'east', 'new-worker', 60000)`, [shard]);
    const late = refusalOf(
      store.app(
        STEP,
        stepValues({ orderId, shard, version: 2, from: 'order_intent_saved', to: 'failed_safely', epoch }),
      ),
    );
    await somebodyWaits();
    await taking.query('commit');
    taking.release();
    expect((await late).code).toBe('EV001');
  });

  it('never lets an epoch fall, not even for the owner of the table', async () => {
    const fall = 'update orders.shards set epoch = epoch - 1 where shard = 3';
    expect((await refusalOf(store.owner(fall))).code).toBe('EV003');
    expect((await refusalOf(store.app(fall))).code).toBe('42501');
  });

  it('lets a region change only with the epoch, and never by the app’s own hand', async () => {
    const change = `update orders.shards set region = 'west' where shard = 3`;
    expect((await refusalOf(store.owner(change))).code).toBe('EV003');
    expect((await refusalOf(store.app(change))).code).toBe('42501');
    expect((await refusalOf(store.app('update orders.shards set epoch = epoch + 1'))).code).toBe('42501');
  });

  it('is for nobody to take once a shard is closed here', async () => {
    // whoever an earlier test let take it is gone
    await store.owner(
      `update orders.shards set standing = 'closed', holder = null, lease_until = null where shard = 9`,
    );
    expect(await take(9)).toEqual([]);
    expect(await store.shards.epochOf(9, 'east')).toBeNull();
    await store.owner(`update orders.shards set standing = 'open' where shard = 9`);
  });

  it('never lets the app take an epoch away with its row', async () => {
    expect((await refusalOf(store.app('delete from orders.shards'))).code).toBe('42501');
    expect((await refusalOf(store.app('truncate orders.shards'))).code).toBe('42501');
  });
});

describe('leases', () => {
  it('gives a free shard to one of twenty workers that ask at once, and its epoch rises by one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, worker) =>
        store.app(`select epoch from orders.take_shard(20, 'west', $1, 60000)`, [`worker-${worker}`]),
      ),
    );
    expect(answers.flat()).toEqual([{ epoch: 2 }]);
  });

  it('is not given while it runs, is given once it ended, and the late holder cannot renew', async () => {
    await take(21, 'first');
    expect(await take(21, 'second')).toEqual([]);
    await store.owner(`update orders.shards set lease_until = clock_timestamp() - interval '1 ms' where shard = 21`);
    expect(await store.shards.renew('first', 60_000)).toEqual([]);
    expect(await take(21, 'second')).toEqual([{ epoch: 3 }]);
    expect(await store.shards.renew('first', 60_000)).toEqual([]);
    expect(await store.shards.renew('second', 60_000)).toEqual([{ shard: 21, epoch: 3 }]);
  });

  it('is never given to the other region', async () => {
    expect(await store.app(`select epoch from orders.take_shard(22, 'east', 'thief', 60000)`)).toEqual([]);
    expect(await store.shards.epochOf(22, 'east')).toBeNull();
  });
});
