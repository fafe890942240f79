/** The database ends connections in the middle of statements: whoever waited for an answer knows nothing, and nothing may follow from that. */
import { setImmediate as turn } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { ROLES } from '@/server/platform/database-roles';
import { isFinal } from '@/server/domain/order';
import { promiseStore } from '@/server/stores/promise';
import { type GivenStore, givenStore } from '@/server/stores/testing/given-store';
import type { OrderRequest } from './checkout-gateway';
import { type GivenProvider, givenProvider } from './testing/given-provider';
import { type GivenShop, givenShop } from './testing/given-shop';
import { type MovedClock, movedClock } from './testing/moved-clock';

const CUSTOMERS = 16;
/** Then the database is well again, so that everybody is answered in the end. */
const MOST_CUTS = 32;

let store: GivenStore;
let provider: GivenProvider;
let clock: MovedClock;
let shop: GivenShop;
let superuser: pg.Client;

beforeAll(async () => {
  store = await givenStore(12);
  provider = await givenProvider();
  clock = movedClock();
  shop = givenShop({ store, provider: provider.provider, clock });
  superuser = new pg.Client({ connectionString: inject('superuserUrl') });
  await superuser.connect();
  await shop.untilAdmitting();
});
afterAll(async () => {
  await superuser.end();
  await shop.close();
  await provider.close();
  await store.drop();
});

/** Ends one connection of the store that is in the middle of a statement. */
async function cutOne(): Promise<number> {
  const { rowCount } = await superuser.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = $1 and usename = $2 and state = 'active' order by random() limit 1`,
    [new URL(store.database.url).pathname.slice(1), ROLES.app],
  );
  return rowCount ?? 0;
}

it('given connections cut under them, customers who repeat their keys get one outcome and pay once', async () => {
  const checkouts: Awaited<ReturnType<GivenShop['open']>>[] = [];
  for (let n = 0; n < CUSTOMERS; n++) checkouts.push(await shop.open());
  let [cuts, unanswered, isOver] = [0, 0, false];
  const cutting = async () => {
    while (!isOver && cuts < MOST_CUTS) cuts += await cutOne();
  };
  const deciding = async () => {
    while (!isOver) {
      await shop.owner.decideQueued(await shop.held().catch(() => new Map())).catch(() => undefined);
      await turn();
    }
  };
  const untilAnswered = async (request: OrderRequest) => {
    for (;;) {
      const answer = await shop.submit(request).catch(() => null);
      if (answer?.kind === 'order') return answer.status.order;
      unanswered++;
      await turn();
    }
  };
  // whose outcome could not be recorded is not waited for in real time
  clock.setImpatient(true);
  const others = Promise.all([cutting(), deciding()]);
  const told = await Promise.all(checkouts.map(({ request }) => untilAnswered(request())));
  isOver = true;
  clock.setImpatient(false);
  await others;
  // faults count by their effect
  expect([cuts > 0, unanswered > 0]).toEqual([true, true]);

  const standing = () => Promise.all(checkouts.map(async ({ orderId }) => store.orders.get(orderId)));
  for (
    let looks = 0;
    looks < 12 && (await standing()).some((order) => !isFinal(order?.state ?? 'payment_pending'));
    looks++
  ) {
    clock.advance(120_000);
    await shop.settle();
  }
  for (const [n, order] of (await standing()).entries()) {
    const { orderId } = checkouts[n] ?? { orderId: '' };
    // a visa card is never declined: it was charged, or its call was never made
    const ledger = order?.state === 'order_confirmed' ? ['authorized', 'captured'] : [];
    expect([orderId, order?.state, await provider.ledger(orderId)]).toEqual([
      orderId,
      ledger.length > 0 ? 'order_confirmed' : 'failed_safely',
      ledger,
    ]);
    const before = told[n];
    if (before !== undefined && isFinal(before.state)) expect(order).toMatchObject({ state: before.state });
  }
  const orderIds = checkouts.map(({ orderId }) => orderId);
  expect(await promiseStore(store.sql).brokenAmong(orderIds, 9)).toEqual([]);
});
