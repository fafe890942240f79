/**
 * The copies and the queues that they are told from, on the real database: what comes late, twice or out of order changes nothing, and
 * what says how complete they are is true of every commit. The simulator's copies in memory answer as these do.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryCopying } from '@/server/simulation/contract/memory-copying';
import { orderStatusPayload } from '../contracts/order-status-changed';
import { cartCopyStore } from './cart-copies';
import { copiesStore } from './copies';
import { statusChangeStore } from './status-changes';
import { statusCopyStore } from './status-copies';
import { type GivenStore, givenStore, HOLD_ONLY, placed, refusalOf, T0 } from './testing/given-store';
import { orderAt, step } from './testing/walk';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore();
});
afterAll(() => store.drop());

const payload = (change: number, version: number) =>
  orderStatusPayload({
    change,
    statusTokenHash: 'ab'.repeat(32),
    order: {
      orderId: 'any',
      reference: 'R',
      state: 'payment_pending',
      version,
      reason: 'deadline_passed',
      total: { amountMinor: 4_900, currency: 'EUR' },
      heldUntilMs: null,
      createdAtMs: T0,
      updatedAtMs: T0,
    },
    operations: [],
    lines: [],
  });

describe('copies of orders, carts and their completeness', () => {
  const command = fc.oneof(
    fc.record({
      kind: fc.constant('status' as const),
      id: fc.integer({ min: 1, max: 3 }),
      // a version never falls while the changes rise
      change: fc.integer({ min: 1, max: 12 }),
    }),
    fc.record({
      kind: fc.constant('cart' as const),
      id: fc.integer({ min: 1, max: 3 }),
      change: fc.integer({ min: 1, max: 12 }),
    }),
    fc.record({ kind: fc.constant('complete' as const), id: fc.constant(0), change: fc.integer({ min: 1, max: 12 }) }),
  );

  it('are the newest that was told, whatever order it comes in, in memory as in PostgreSQL', async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 30 }), async (commands) => {
        const run = ++runs;
        await store.owner('delete from messaging.copies');
        const sides = [
          {
            statuses: statusCopyStore(store.sql, 'west'),
            carts: cartCopyStore(store.sql, 'west'),
            copies: copiesStore(store.sql, 'west'),
          },
          memoryCopying(),
        ];
        const answers = await Promise.all(
          sides.map(async ({ statuses, carts, copies }) => {
            for (const { change, id, kind } of commands) {
              const toldAtMs = T0 + change;
              if (kind === 'status')
                await statuses.keep(
                  [{ orderId: `${run}-${id}`, payload: payload(change, Math.ceil(change / 2)), toldAtMs }],
                  T0,
                );
              else if (kind === 'cart')
                await carts.keep([{ cartId: `${run}-${id}`, version: change, items: [], toldAtMs }], T0);
              else await copies.keep({ completeUntilMs: T0 + change, saidAtMs: T0 + change }, T0);
            }
            const ids = [1, 2, 3].map((id) => `${run}-${id}`);
            return {
              statuses: await Promise.all(ids.map((id) => statuses.get(id))),
              carts: await Promise.all(ids.map((id) => carts.get(id))),
              complete: await copies.completeness(),
            };
          }),
        );
        expect(answers[0]).toEqual(answers[1]);
      }),
      { numRuns: 40 },
    );
  });

  it('cannot be made older by hand, whatever the code does', async () => {
    const statuses = statusCopyStore(store.sql, 'west');
    await statuses.keep([{ orderId: 'ord_kept', payload: payload(5, 4), toldAtMs: T0 }], T0);
    const set = (text: string) =>
      refusalOf(store.app(`update orders.status_replicas set ${text} where order_id = 'ord_kept'`));
    expect((await set('change = 4')).code).toBe('EV014');
    expect((await set('change = 6, version = 3')).code).toBe('EV014');
    expect((await set(`change = 6, status_token_hash = '\\x00'`)).code).toBe('EV014');
    expect((await refusalOf(store.app(`delete from orders.status_replicas`))).code).toBe('42501');
    await cartCopyStore(store.sql, 'west').keep([{ cartId: 'crt_e_1', version: 3, items: [], toldAtMs: T0 }], T0);
    expect((await refusalOf(store.app('update carts.cart_replicas set version = 2'))).code).toBe('EV014');
    await copiesStore(store.sql, 'west').keep({ completeUntilMs: T0 + 99, saidAtMs: T0 + 99 }, T0);
    expect((await refusalOf(store.app('update messaging.copies set complete_until = to_timestamp(0)'))).code).toBe(
      'EV014',
    );
  });
});

describe('what is untold', () => {
  const changeOf = async (orderId: string) =>
    (await store.app('select change, untold_since from orders.status_changes where order_id = $1', [orderId]))[0];

  it('is every move of an order and every word of the provider about its money', async () => {
    const intent = await placed(store, {}, HOLD_ONLY);
    expect(await changeOf(intent.orderId)).toMatchObject({ change: 1 });
    const paying = await placed(store);
    expect(await changeOf(paying.orderId)).toBeUndefined();
    await store.app(`update payments.operations set state = 'unknown' where order_id = $1`, [paying.orderId]);
    expect(await changeOf(paying.orderId)).toMatchObject({ change: 1 });
    await store.app('update payments.operations set next_check_at = now() where order_id = $1', [paying.orderId]);
    expect(await changeOf(paying.orderId)).toMatchObject({ change: 1 });
  });

  it('is nothing of an order that left with its shard: its owner there tells it', async () => {
    const copies = copiesStore(store.sql, 'east');
    await store.owner(`update orders.status_changes set untold_since = null`);
    await store.owner(
      `insert into orders.status_changes (order_id, untold_since) values ('ord_left', now() - interval '1 hour')`,
    );
    expect((await statusChangeStore(store.sql).untold(1, [])).length).toBe(0);
    expect(await copies.look()).toMatchObject({ untold: 0, untoldSinceMs: null });
  });

  it('stays untold when it changed while it was told', async () => {
    const order = await orderAt(store, 'payment_authorizing');
    await step(store, order, 'payment_pending').catch(() => undefined);
    const statuses = statusChangeStore(store.sql);
    const [first] = (await statuses.untold(1_000, [])).filter(({ status }) => status.order.orderId === order.orderId);
    await store.app(
      `insert into orders.status_changes (order_id) values ($1) on conflict (order_id) do update set change = orders.status_changes.change + 1`,
      [order.orderId],
    );
    await statuses.told([{ orderId: order.orderId, change: first?.status.change ?? 0 }]);
    expect((await changeOf(order.orderId)).untold_since).not.toBeNull();
    const change = (await changeOf(order.orderId)).change as number;
    await statuses.told([{ orderId: order.orderId, change }]);
    expect((await changeOf(order.orderId)).untold_since).toBeNull();
  });

  it('holds back what is said to be complete, before and after it commits', async () => {
    const statuses = statusChangeStore(store.sql);
    const copies = copiesStore(store.sql, 'east');
    const all = await statuses.untold(10_000, []);
    await statuses.told(all.map(({ status }) => ({ orderId: status.order.orderId, change: status.change })));
    const intent = await placed(store, {}, HOLD_ONLY);
    const [mine] = await statuses.untold(10, []);
    await statuses.told([{ orderId: intent.orderId, change: mine?.status.change ?? 0 }]);
    const writer = await store.appPool.connect();
    await writer.query('begin');
    await writer.query(
      'update orders.status_changes set change = change + 1, untold_since = clock_timestamp() where order_id = $1',
      [intent.orderId],
    );
    // what is not committed is in nobody's record yet: complete until now is true
    const open = await copies.look();
    expect(open.untoldSinceMs).toBeNull();
    await writer.query('commit');
    writer.release();
    const committed = await copies.look();
    expect(committed).toMatchObject({ untold: 1 });
    expect(committed.untoldSinceMs).toBeLessThanOrEqual(committed.atMs);
  });
});

describe('an untold cart', () => {
  it('is one that changed; an empty new one is not told', async () => {
    const carts = cartCopyStore(store.sql, 'east');
    await store.carts.create('crt_e_new', 'east', T0);
    expect(await carts.untold(10, [])).toEqual([]);
    await store.carts.setItem('crt_e_new', { sku: 'mug', quantity: 2 }, null, T0);
    expect(await carts.untold(10, [])).toMatchObject([{ cartId: 'crt_e_new', version: 2, items: [{ quantity: 2 }] }]);
    await store.carts.setItem('crt_e_new', { sku: 'mug', quantity: 3 }, null, T0);
    await carts.told([{ cartId: 'crt_e_new', version: 2 }]);
    expect(await carts.untold(10, [])).toMatchObject([{ version: 3 }]);
    expect(await carts.untold(10, ['crt_e_new'])).toEqual([]);
    await carts.told([{ cartId: 'crt_e_new', version: 3 }]);
    expect(await carts.untold(10, [])).toEqual([]);
  });
});
