import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageIdFor, paymentOperation, referenceOf } from '@/server/domain/ids';
import { OrderFinder, type OrderQuestion } from './order-finder';
import { LOOKED_THROUGH, orderSearchStore } from '@/server/stores/order-search';
import { AUTHORIZED, reportOf } from '@/server/stores/testing/decisions';
import { type GivenStore, givenStore, placed, T0 } from '@/server/stores/testing/given-store';
import { orderAt } from '@/server/stores/testing/walk';

let store: GivenStore;
let finder: OrderFinder;
let ada: string;
let bob: string;

beforeAll(async () => {
  store = await givenStore();
  const clock = { nowMs: () => T0 + 60_000, sleep: async () => undefined };
  finder = new OrderFinder({ region: 'east', clock, search: orderSearchStore(store.sql) });
  ada = (await placed(store, { email: 'Ada@Example.test' })).orderId;
  bob = (await placed(store, { email: 'bob@example.test' })).orderId;
  await store.operations.record(reportOf(bob, AUTHORIZED));
  for (const state of ['failed_safely', 'order_confirmed', 'payment_pending'] as const)
    for (let i = 0; i < 3; i++) await orderAt(store, state);
});
afterAll(() => store.drop());

const NOTHING = { q: '', state: null, region: null, createdFromMs: null, createdToMs: null, cursor: null, limit: 50 };
const find = async (question: Partial<OrderQuestion>) => {
  const page = await finder.find({ ...NOTHING, ...question });
  if (page === null) throw new Error('the cursor was refused');
  return page;
};
const idsOf = async (question: Partial<OrderQuestion>) => (await find(question)).rows.map(({ orderId }) => orderId);

describe('the one box', () => {
  it('finds an order by each of its ids', async () => {
    for (const q of [
      bob,
      bob.toUpperCase(),
      ` ${referenceOf(bob).toLowerCase()} `,
      'BOB@example.test',
      paymentOperation(bob),
      messageIdFor(paymentOperation(bob), 'payment_authorized'),
      'pi_1',
      'req_1',
    ])
      expect([q, await idsOf({ q })]).toEqual([q, [bob]]);
  });

  it('finds every order of a request and of a trace', async () => {
    for (const q of ['req_test', 'A'.repeat(32)])
      expect((await idsOf({ q })).toSorted()).toEqual([ada, bob].toSorted());
  });

  it('finds nothing for what is nobody’s, and takes no text for SQL', async () => {
    for (const q of ['order-42', "' or 1=1 --", '%', '_', 'pi_', 'bob@example'])
      expect([q, (await find({ q })).rows]).toEqual([q, []]);
  });

  it('tells where the money is', async () => {
    expect((await find({ q: bob })).rows[0]?.money).toEqual({
      position: 'held',
      atMost: { amountMinor: 4_900, currency: 'EUR' },
    });
    expect((await find({ q: ada })).rows[0]?.money).toMatchObject({ position: 'unknown' });
  });
});

describe('the list', () => {
  it.each([
    ['failed_safely', 3],
    ['order_confirmed', 3],
    ['payment_pending', 3],
    ['payment_authorizing', 2],
    ['needs_reconciliation', 0],
  ] as const)('shows what is %s', async (state, count) => {
    const { rows, total } = await find({ state });
    expect(rows.map((row) => row.state)).toEqual(Array.from({ length: count }, () => state));
    expect(total).toBe(count);
  });

  it.each([null, 'failed_safely', 'payment_pending'] as const)(
    'of %s comes page by page, each order once, newest first',
    async (state) => {
      const whole = await idsOf({ state });
      const paged: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof find>> = await find({ state, cursor, limit: 2 });
        paged.push(...page.rows.map(({ orderId }) => orderId));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(paged).toEqual(whole);
      const times = (await find({ state })).rows.map(({ createdAtMs }) => createdAtMs);
      expect(times).toEqual(times.toSorted((a, b) => b - a));
    },
  );

  it('is cut to a time and a region', async () => {
    expect((await idsOf({ createdFromMs: T0, createdToMs: T0 })).toSorted()).toEqual([ada, bob].toSorted());
    expect(await idsOf({ region: 'west' })).toEqual([]);
  });

  it('refuses a cursor that is none of ours', async () => {
    for (const cursor of ['', 'x', '1', '_', `${'9'.repeat(20)}_a`])
      expect(await finder.find({ ...NOTHING, cursor })).toBeNull();
  });
});

describe('a search for what is rare among many', () => {
  beforeAll(() =>
    store.app(
      `with many as (select 'many-' || n as order_id, n from generate_series(1, $1::int) n), begun as (
         insert into orders.transitions (order_id, version, shard, to_state, owner_epoch, decided_by)
         select order_id, 1, 0, 'order_intent_saved', 1, 'test' from many
       )
       insert into orders.orders (order_id, shard, region, reference, state, version, owner_epoch, total_minor, currency, email, cart_id, cart_version,
         payment_method, payload_fingerprint, status_token_hash, created_at)
       select order_id, 0, case n when 1 then 'west' else 'east' end, 'R', 'order_intent_saved', 1, 1, 4900, 'EUR', 'many@example.test', 'c', 1,
         'pm_card_visa', 'f', '\\x00', to_timestamp(n) from many`,
      [LOOKED_THROUGH + 50],
    ),
  );

  it.each(['', 'many@example.test'])(
    'of “%s” looks through so many at a time, says how far it looked, and finds it on the next page',
    async (q) => {
      const first = await find({ q, region: 'west' });
      expect(first).toMatchObject({ rows: [], total: null, lookedBackToMs: expect.any(Number) });
      expect(first.nextCursor).not.toBeNull();
      const second = await find({ q, region: 'west', cursor: first.nextCursor });
      expect([second.rows.map(({ orderId }) => orderId), second.nextCursor]).toEqual([['many-1'], null]);
    },
  );
});
