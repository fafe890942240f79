/**
 * Place-order-to-confirmed over HTTP with 1, 8 and 32 shoppers, against the floor of the same run: three durable commits an order by
 * plain prepared SQL from one process on the same server. Carts and checkouts are prepared before the clock starts.
 */
import pg from 'pg';
import { floorOrdersPerSecond } from './floor';
import { cpuSecondsByRole } from './process-cpu';
import { type Ready, prepareCheckouts, placeAll } from './shoppers';
import { ownStore } from './store-of-the-run';

const SHOPPERS = [1, 8, 32] as const;
const WARM_UP_ORDERS = 200;
const SECONDS = 6;
const MOST_ORDERS = 3_000;

export async function benchCheckout(): Promise<object> {
  const { base, databaseUrl, dataDir } = ownStore();
  const sql = new pg.Client({ connectionString: databaseUrl });
  await sql.connect();
  await placeAll(base, await prepareCheckouts(base, WARM_UP_ORDERS), 8, SECONDS);
  const runs = [];
  for (const shoppers of SHOPPERS) {
    // floor, store, floor: the machine's speed drifts, so the floor is measured on both sides
    const before = await floorOrdersPerSecond(databaseUrl, shoppers, SECONDS / 2);
    const ready: Ready[] = await prepareCheckouts(base, Math.min(MOST_ORDERS, shoppers * 60 * SECONDS));
    const cpuBefore = cpuSecondsByRole(dataDir);
    const roundTripsBefore = await transactions(sql);
    const run = await placeAll(base, ready, shoppers, SECONDS);
    const cpu = cpuSecondsByRole(dataDir);
    const roundTrips = (await transactions(sql)) - roundTripsBefore;
    const after = await floorOrdersPerSecond(databaseUrl, shoppers, SECONDS / 2);
    const floor = (before + after) / 2;
    runs.push({
      ratio_to_floor: round(run.ordersPerSecond / floor, 3),
      shoppers,
      orders_per_second: round(run.ordersPerSecond, 1),
      floor_orders_per_second: round(floor, 1),
      floor_spread: [round(before, 1), round(after, 1)],
      confirmed: run.confirmed,
      other_answers: run.other,
      p50_ms: round(run.p50Ms, 1),
      p99_ms: round(run.p99Ms, 1),
      database_transactions_per_order: round(roundTrips / Math.max(1, run.confirmed), 2),
      cpu_ms_per_order: Object.fromEntries(
        Object.entries(cpu).map(([name, seconds]) => [
          name,
          round(((seconds - (cpuBefore[name] ?? 0)) * 1000) / Math.max(1, run.confirmed), 2),
        ]),
      ),
    });
  }
  await sql.end();
  return {
    ratios: Object.fromEntries(runs.map((run) => [`shoppers_${run.shoppers}`, run.ratio_to_floor])),
    floor: 'three durable commits an order, one insert each, named prepared statements, one process, the same server',
    runs,
  };
}

/** All transactions of the server, background work included: what an order costs in round trips, as the server counts them. */
async function transactions(sql: pg.Client): Promise<number> {
  const { rows } = await sql.query<{ count: string }>(
    'select sum(xact_commit + xact_rollback) as count from pg_stat_database',
  );
  return Number(rows[0]?.count ?? 0);
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
