/** What 10, 1,000 and 100,000 orders a second need, what is used up first, and where orders wait: on one primary, and split as needed. */
import { seededRandom } from '../server/sandbox/seeded-random';
import { type Capacity, firstToSaturate, needsAt, type OrderCost } from './capacity-model';
import { type Station, simulateQueues } from './queueing';

const RATES = [10, 1_000, 100_000] as const;
const LEAST_SIMULATED = 20_000;
const MOST_SIMULATED = 300_000;
const PROVIDER_MS = 300;
const PRODUCTS = 1_000;

export function scenarios(cost: OrderCost, assumed: Capacity) {
  return {
    first_to_saturate_on_one_primary: firstToSaturate(cost, assumed),
    rates: RATES.map((rate) => ({
      orders_per_second: rate,
      stored_gib_a_day: Number(((rate * 86_400 * cost.storedBytes) / 2 ** 30).toPrecision(3)),
      needs: needsAt(rate, cost, assumed),
      one_primary: simulated(rate, cost, assumed, false),
      split_as_needed: simulated(rate, cost, assumed, true),
    })),
  };
}

function simulated(rate: number, cost: OrderCost, capacity: Capacity, split: boolean) {
  const enough = (ms: number) => Math.max(1, Math.ceil((rate * ms) / 1_000 / capacity.target));
  const others = (1 - capacity.mostWantedShare) / (PRODUCTS - 1);
  const shares = Array.from({ length: PRODUCTS }, (_, index) => (index === 0 ? capacity.mostWantedShare : others));
  const rows = split ? Math.ceil((rate * capacity.mostWantedShare * cost.stockLockMs) / 1_000 / capacity.target) : 1;
  const database = split ? enough(cost.databaseCpuMs) : Math.min(enough(cost.databaseCpuMs), capacity.coresOfDatabase);
  const stations: Station[] = [
    { name: 'web', servers: enough(cost.webCpuMs), meanServiceMs: cost.webCpuMs, service: 'exponential' },
    { name: 'database', servers: database, meanServiceMs: cost.databaseCpuMs, service: 'exponential' },
    { name: 'row of stock', servers: Math.max(1, rows), meanServiceMs: cost.stockLockMs, service: 'fixed', shares },
    { name: 'provider', servers: enough(PROVIDER_MS * 3), meanServiceMs: PROVIDER_MS, service: 'exponential' },
    { name: 'worker', servers: enough(cost.workerCpuMs), meanServiceMs: cost.workerCpuMs, service: 'exponential' },
  ];
  const orders = Math.min(MOST_SIMULATED, Math.max(LEAST_SIMULATED, rate * 5));
  const { p50Ms, p99Ms, stations: used } = simulateQueues(stations, rate, orders, seededRandom(1));
  const short = (value: number) => Number(value.toPrecision(3));
  return {
    p50_ms: short(p50Ms),
    p99_ms: short(p99Ms),
    stations: stations.map(({ name, servers }) => ({
      name,
      servers,
      utilisation: short(used[name]?.utilisation ?? 0),
      mean_wait_ms: short(used[name]?.meanWaitMs ?? 0),
    })),
  };
}
