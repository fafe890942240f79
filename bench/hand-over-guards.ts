/**
 * What the guard against writes on a closed shard costs every order. Databases that differ in nothing else take one order each in turn,
 * so whatever else the machine does meets all of them; two of them are alike, and how far those are apart is the noise.
 */
import type { GivenStore } from '../server/stores/testing/given-store';
import { confirmOne } from './confirmed-orders';
import type { OwnDatabases } from './own-databases';

const WARM_UP = 150;
const ORDERS = 1_500;
/** Of the other region: its orders are none of this benchmark's. */
const CLOSED_SHARD = 20;

const KINDS = ['without', 'without_again', 'with', 'with_one_closed'] as const;

type Kind = (typeof KINDS)[number];

export async function benchGuards({ make }: OwnDatabases): Promise<object> {
  const stores = new Map<Kind, GivenStore>();
  for (const kind of KINDS) stores.set(kind, await prepared(kind, await make(`bench_guards_${kind}`)));
  const ms = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]));
  for (let n = -WARM_UP; n < ORDERS; n++)
    for (let turn = 0; turn < KINDS.length; turn++) {
      // who goes first changes from order to order
      const kind = KINDS[(n + WARM_UP + turn) % KINDS.length] ?? 'with';
      const begunMs = performance.now();
      await confirmOne(stores.get(kind) as GivenStore);
      if (n >= 0) ms.get(kind)?.push(performance.now() - begunMs);
    }
  const of = (kind: Kind): readonly number[] => ms.get(kind) ?? [];
  const without = of('without');
  return {
    orders_each: ORDERS,
    median_ms_per_order: Object.fromEntries(KINDS.map((kind) => [kind, rounded(median(of(kind)), 3)])),
    noise: against(without, of('without_again')),
    cost: against(without, of('with')),
    cost_while_one_is_closed: against(without, of('with_one_closed')),
  };
}

async function prepared(kind: Kind, store: GivenStore): Promise<GivenStore> {
  await store.setStock('mug', ORDERS + WARM_UP);
  if (kind === 'with_one_closed')
    await store.owner(`update orders.shards set standing = 'closed' where shard = $1`, [CLOSED_SHARD]);
  if (kind === 'without' || kind === 'without_again') {
    const triggers = await store.owner(
      `select tgrelid::regclass::text as table, tgname as name from pg_trigger where tgfoid = 'orders.refuse_when_closed()'::regprocedure`,
    );
    for (const { name, table } of triggers) await store.owner(`alter table ${table} disable trigger ${name}`);
  }
  return store;
}

/** How much longer an order takes: the median of the differences in one turn, and between which two it lies in 95 of 100 runs. */
function against(without: readonly number[], others: readonly number[]): object {
  const apart = others.map((each, n) => each - (without[n] ?? 0)).toSorted((a, b) => a - b);
  const reach = 0.98 * Math.sqrt(apart.length);
  const rank = (at: number) => rounded(apart[Math.round(at)] ?? Number.NaN, 3);
  const middle = apart.length / 2;
  return {
    percent_of_medians: rounded((median(others) / median(without) - 1) * 100, 1),
    ms_per_order: rounded(median(apart), 3),
    between: [rank(middle - reach), rank(middle + reach)],
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
