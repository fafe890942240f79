/**
 * A large shard handed over between two databases on this server: how long each step takes, how long nobody decides its orders (they are
 * answered `owner_unreachable` meanwhile), and how opening compares with writing the same rows once.
 * `HAND_OVER_ORDERS` says how many (20,000 without it). And what a shard's guard against writes while it is closed costs every order.
 */
import { systemClock as clock } from '../server/ports/clock';
import { carrierBetween } from '../server/services/testing/carrier-between';
import { handOverStore } from '../server/stores/hand-overs';
import { type GivenStore, orderIdOn } from '../server/stores/testing/given-store';
import { confirmMany } from './confirmed-orders';
import { benchGuards } from './hand-over-guards';
import { type OwnDatabases, ownDatabases } from './own-databases';

const SHARD = 5;
const AT_ONCE = 12;

export async function benchHandOver(): Promise<object> {
  const guards = await onOwnDatabases(false, benchGuards);
  const handedOver = await onOwnDatabases(true, async ({ make }) => {
    const [east, west] = [await make('bench_east'), await make('bench_west')];
    const orders = Number(process.env.HAND_OVER_ORDERS ?? 20_000);
    await confirmMany(east, orders, AT_ONCE, () => orderIdOn(SHARD));
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

async function handOver(east: GivenStore, west: GivenStore, orders: number): Promise<object> {
  const [handOvers, calls] = [handOverStore(east.sql), new Map<string, number>()];
  const carrier = carrierBetween(east, west, (method, ms) => {
    calls.set(method, Math.max(calls.get(method) ?? 0, ms));
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
