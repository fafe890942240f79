/**
 * A large shard handed over between two databases on this server: how long each step takes, how long nobody decides its orders (they are
 * answered `owner_unreachable` meanwhile), and how opening compares with writing the same rows once.
 * `HAND_OVER_ORDERS` says how many (20,000 without it). And what a shard's guard against writes while it is closed costs every order.
 */
import { randomBytes } from 'node:crypto';
import { ID_BYTES, orderIdFrom, shardOf } from '../server/domain/ids';
import { systemClock as clock } from '../server/ports/clock';
import { HandOverCarrier } from '../server/services/hand-over-carrier';
import { type HandOverSide, handOverSide } from '../server/services/hand-over-side';
import { handOverStore } from '../server/stores/hand-overs';
import { AUTHORIZED, decisionOf, reportOf } from '../server/stores/testing/decisions';
import { type GivenStore, placed, T0 } from '../server/stores/testing/given-store';
import { type OwnDatabases, ownDatabases } from './own-databases';

const SHARD = 5;
const AT_ONCE = 12;
const GUARDED_ORDERS = 400;
const ROUNDS = 6;

export async function benchHandOver(): Promise<object> {
  const guards = await onOwnDatabases(false, async ({ make }) => guardsCost(await make('bench_guards')));
  const handedOver = await onOwnDatabases(true, async ({ make }) => {
    const [east, west] = [await make('bench_east'), await make('bench_west')];
    const orders = Number(process.env.HAND_OVER_ORDERS ?? 20_000);
    await confirmed(east, orders, orderIdOnShard);
    return handOver(east, west, orders);
  });
  return { ...handedOver, guards_of_a_closed_shard: guards };
}

async function onOwnDatabases<T>(isDurable: boolean, run: (databases: OwnDatabases) => Promise<T>): Promise<T> {
  const databases = await ownDatabases(AT_ONCE, isDurable);
  try {
    return await run(databases);
  } finally {
    await databases.end();
  }
}

function orderIdOnShard(): string {
  for (;;) {
    const orderId = orderIdFrom(randomBytes(ID_BYTES));
    if (shardOf(orderId) === SHARD) return orderId;
  }
}

/** Placed, authorized and confirmed by the statements of the hot path. */
async function confirmed(store: GivenStore, count: number, newId?: () => string): Promise<void> {
  await store.setStock('mug', count + 1_000_000);
  let next = 0;
  const one = async () => {
    while (next++ < count) {
      const { orderId } = await placed(store, newId === undefined ? {} : { orderId: newId() });
      await store.operations.record(reportOf(orderId, AUTHORIZED));
      await store.orders.decide([await decisionOf(store, orderId, AUTHORIZED)], T0 + 1_000);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

async function handOver(east: GivenStore, west: GivenStore, orders: number): Promise<object> {
  const directory = { refresh: async () => undefined };
  const side = handOverSide({ handOvers: handOverStore(west.sql), directory });
  const [handOvers, calls] = [handOverStore(east.sql), new Map<string, number>()];
  const carrier = new HandOverCarrier({
    clock,
    handOvers,
    directory,
    link: {
      async call({ body, method }) {
        const begunMs = performance.now();
        const run = side[method as keyof HandOverSide] as (input: unknown) => Promise<unknown>;
        // as over the wire: plain data, both ways
        const answer = JSON.parse(JSON.stringify(await run(JSON.parse(JSON.stringify(body)))));
        calls.set(method, Math.max(calls.get(method) ?? 0, performance.now() - begunMs));
        return { kind: 'answered', body: answer };
      },
    },
  });
  const order = { handOverId: 'ho_bench', shard: SHARD, from: 'east', to: 'west', by: 'bench', reason: 'A benchmark.' };
  const entry = {
    actor: 'staff:bench@evident.test',
    role: 'on-call',
    action: 'ownership:hand_over',
    object: `shard ${SHARD}`,
  };
  const click = { operationId: 'click-bench', requestId: null, reason: 'A benchmark.', detail: {} };
  await handOvers.begin(order, { ...entry, ...click });
  for (;;) {
    const moved = await carrier.step();
    const standing = await handOvers.get('ho_bench');
    if (standing?.step === 'done') break;
    if (!moved) await clock.sleep(100);
  }
  const steps = await handOvers.steps(['ho_bench']);
  const at = (name: string) => steps.find(({ step }) => step === name)?.atMs ?? Number.NaN;
  const seconds = (from: string, to: string) => Math.round((at(to) - at(from)) / 100) / 10;
  const [{ there }] = await west.app('select count(*)::int as there from orders.orders where shard = $1', [SHARD]);
  const floorS = await sameRowsOnce(west);
  const opening = seconds('accepting', 'clearing');
  return {
    opening_over_floor: Math.round((opening / floorS) * 10) / 10,
    orders,
    arrived: there,
    floor_s: floorS,
    nobody_decides_s: seconds('closed', 'clearing'),
    steps_s: {
      copying: seconds('copying', 'draining'),
      draining: seconds('draining', 'closed'),
      closed: seconds('closed', 'accepting'),
      accepting: opening,
      clearing: seconds('clearing', 'done'),
    },
    longest_call_ms: Object.fromEntries([...calls].map(([method, ms]) => [method, Math.round(ms)])),
  };
}

/** The floor of opening: the same rows written once, in one transaction, into tables without keys, triggers or checks. */
async function sameRowsOnce(store: GivenStore): Promise<number> {
  const tables = await store.owner('select name from orders.carried_tables order by position');
  const copies = tables.map(({ name }, n) => `create table public.floor_${n} as select * from ${name};`).join(' ');
  const begunMs = performance.now();
  await store.owner(`do $$ begin ${copies} end $$`);
  return Math.round((performance.now() - begunMs) / 100) / 10;
}

/** One order after the other, with the guards and without them in turn; the database's own time is what differs. */
async function guardsCost(store: GivenStore): Promise<object> {
  const triggers = await store.owner(
    `select tgrelid::regclass::text as table, tgname as name from pg_trigger where tgfoid = 'orders.refuse_when_closed'::regproc`,
  );
  const set = async (on: boolean) => {
    for (const { name, table } of triggers)
      await store.owner(`alter table ${table} ${on ? 'enable' : 'disable'} trigger ${name}`);
  };
  const timed = async () => {
    const begunMs = performance.now();
    for (let n = 0; n < GUARDED_ORDERS / ROUNDS; n++) await confirmed(store, 1);
    return performance.now() - begunMs;
  };
  await timed();
  let [withMs, withoutMs] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    await set(true);
    withMs += await timed();
    await set(false);
    withoutMs += await timed();
  }
  await set(true);
  const each = (ms: number) => Math.round((ms / GUARDED_ORDERS) * 1_000) / 1_000;
  return {
    cost_percent: Math.round((withMs / withoutMs - 1) * 1_000) / 10,
    ms_per_order_with: each(withMs),
    ms_per_order_without: each(withoutMs),
    triggers: triggers.length,
  };
}
