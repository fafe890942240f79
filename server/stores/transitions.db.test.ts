import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isLegal, LEGAL_TRANSITIONS, ORDER_STATES } from '@/server/domain/order';
import { type GivenStore, givenStore, intentOf, refusalOf } from './testing/given-store';
import { orderAt, STEP, step, stepValues } from './testing/walk';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore();
});
afterAll(() => store.drop());

const PAIRS = ORDER_STATES.flatMap((from) => ORDER_STATES.map((to) => [from, to] as const));

describe('the law of transitions in the database', () => {
  it('is the same list as the domain’s, to the letter', async () => {
    const [row] = await store.owner(
      `select pg_get_constraintdef(oid) as law from pg_constraint where conname = 'transitions_legal_check'`,
    );
    const inDatabase = [...String(row.law).matchAll(/'([a-z_]*>[a-z_]+)'/g)].map(([, pair]) => pair);
    expect(new Set(inDatabase)).toEqual(new Set(LEGAL_TRANSITIONS.map(([from, to]) => `${from ?? ''}>${to}`)));
    expect(inDatabase).toHaveLength(LEGAL_TRANSITIONS.length);
  });

  it.each(PAIRS.filter(([from, to]) => isLegal(from, to)))('lets %s become %s', async (from, to) => {
    const order = await orderAt(store, from);
    await step(store, order, to);
    await store.app('update orders.orders set state = $2, version = version + 1 where order_id = $1', [
      order.orderId,
      to,
    ]);
    const rows = await store.app('select state, version from orders.orders where order_id = $1', [order.orderId]);
    expect(rows).toEqual([{ state: to, version: order.version + 1 }]);
  });

  it.each(PAIRS.filter(([from, to]) => !isLegal(from, to)))('refuses %s to become %s', async (from, to) => {
    const order = await orderAt(store, from);
    const refusal = await refusalOf(step(store, order, to));
    expect(refusal.constraint).toBe('transitions_legal_check');
  });

  it.each(ORDER_STATES.filter((state) => state !== 'order_intent_saved'))(
    'refuses an order that begins at %s',
    async (to) => {
      const { orderId, shard } = intentOf();
      const refusal = await refusalOf(store.app(STEP, stepValues({ orderId, shard, version: 1, from: null, to })));
      expect(refusal.constraint).toBe('transitions_legal_check');
    },
  );

  it('refuses a legal move from a state that the order never was in', async () => {
    const order = await orderAt(store, 'order_intent_saved');
    const refusal = await refusalOf(step(store, order, 'order_confirmed', { from: 'payment_pending' }));
    expect(refusal.constraint).toMatch(/^transitions_continue/);
  });
});

describe('one ending', () => {
  it.each(['order_confirmed', 'failed_safely'] as const)('refuses a second final state after %s', async (state) => {
    const order = await orderAt(store, state);
    for (const to of ['order_confirmed', 'failed_safely'] as const)
      expect((await refusalOf(step(store, order, to))).code).toBe('23514');
  });

  it('refuses it by its own constraint too, were the list of moves ever wrong', async () => {
    const order = await orderAt(store, 'order_confirmed');
    const refusal = await refusalOf(
      store.owner(`do $$ begin
        alter table orders.transitions drop constraint transitions_legal_check;
        insert into orders.transitions (order_id, version, shard, from_version, from_state, to_state, owner_epoch, decided_by)
        values ('${order.orderId}', ${order.version + 1}, ${order.shard}, ${order.version}, 'order_confirmed', 'failed_safely', 1, 'test');
      end $$`),
    );
    expect(refusal).toEqual({ code: '23505', constraint: 'transitions_one_ending_key' });
  });

  it('lets exactly one of two writers end an order that both saw open', async () => {
    const order = await orderAt(store, 'payment_pending');
    const answers = await Promise.allSettled([
      step(store, order, 'order_confirmed'),
      step(store, order, 'failed_safely'),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('versions', () => {
  it('refuses a gap in the history', async () => {
    const order = await orderAt(store, 'payment_authorizing');
    const skipped = step(store, order, 'payment_pending', { version: order.version + 2, fromVersion: order.version });
    expect((await refusalOf(skipped)).constraint).toBe('transitions_no_gap_check');
    const orphan = step(store, order, 'payment_pending', { version: order.version + 2 });
    expect((await refusalOf(orphan)).constraint).toMatch(/^transitions_continue/);
  });

  it('refuses a version that was written before', async () => {
    const order = await orderAt(store, 'payment_authorizing');
    const again = step(store, order, 'payment_authorizing', { version: order.version, from: 'inventory_reserved' });
    expect((await refusalOf(again)).constraint).toBe('transitions_pkey');
  });

  it.each([
    ['stay', 0],
    ['fall', -1],
    ['skip', 2],
  ])('refuses an order’s version to %s', async (_word, by) => {
    const order = await orderAt(store, 'payment_authorizing');
    const refusal = await refusalOf(
      store.app('update orders.orders set version = version + $2::int where order_id = $1', [order.orderId, by]),
    );
    expect(refusal.code).toBe('EV004');
  });

  it('refuses an order in a state that its history does not tell', async () => {
    const order = await orderAt(store, 'payment_authorizing');
    const move = (to: string) =>
      store.app('update orders.orders set state = $2, version = version + 1 where order_id = $1', [order.orderId, to]);
    expect((await refusalOf(move('order_confirmed'))).constraint).toBe('orders_state_fkey');
    await step(store, order, 'payment_pending');
    expect((await refusalOf(move('order_confirmed'))).constraint).toBe('orders_state_fkey');
    await expect(move('payment_pending')).resolves.toEqual([]);
  });

  it('refuses a new order without its history', async () => {
    const insert = store.app(
      `insert into orders.orders (order_id, shard, region, reference, state, version, owner_epoch, total_minor, currency, email, cart_id, cart_version,
         payment_method, payload_fingerprint, status_token_hash)
       values ('no-history', 1, 'east', 'R', 'order_confirmed', 1, 1, 1, 'EUR', 'a@b.test', 'c', 1, 'pm', 'f', '\\x00')`,
    );
    expect((await refusalOf(insert)).constraint).toBe('orders_state_fkey');
  });
});
