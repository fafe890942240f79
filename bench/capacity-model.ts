/** What a rate of orders needs, from what one order was seen to cost; and what is used up first. Formulas only: docs/scale.md says what they leave out. */

/** Measured, of one order that was confirmed and captured. */
export interface OrderCost {
  readonly webCpuMs: number;
  readonly workerCpuMs: number;
  readonly databaseCpuMs: number;
  /** Statements, each a round trip and a transaction. */
  readonly transactions: number;
  readonly walBytes: number;
  /** Tables with their indexes, for as long as the order is kept. */
  readonly storedBytes: number;
  readonly messages: number;
  /** How long a hold keeps its product's row of stock locked. */
  readonly stockLockMs: number;
}

/** Of one machine or server, as assumed. */
export interface Capacity {
  /** Above this share of a resource waiting grows faster than work. */
  readonly target: number;
  readonly coresOfDatabase: number;
  /** Commits a second that one PostgreSQL makes durable, several to a flush. */
  readonly transactionsPerSecond: number;
  readonly walBytesPerSecond: number;
  /** The share of orders that ask for the most wanted product. */
  readonly mostWantedShare: number;
  readonly shards: number;
}

export interface Need {
  readonly resource: string;
  readonly amount: number;
  readonly unit: string;
  /** How many of what one primary, or one row, has; above 1 it must be split. */
  readonly times: number;
}

export function needsAt(rate: number, cost: OrderCost, capacity: Capacity): readonly Need[] {
  const { target } = capacity;
  const need = (resource: string, amount: number, unit: string, one: number): Need => ({
    resource,
    amount: round(amount),
    unit,
    times: round(amount / (one * target)),
  });
  const cores = (cpuMs: number) => (rate * cpuMs) / 1_000;
  return [
    need('web', cores(cost.webCpuMs), 'cores', 1),
    need('worker', cores(cost.workerCpuMs), 'cores', 1),
    need('database', cores(cost.databaseCpuMs), 'cores', capacity.coresOfDatabase),
    need('commits', rate * cost.transactions, 'a second', capacity.transactionsPerSecond),
    need('log', (rate * cost.walBytes) / 2 ** 20, 'MiB a second', capacity.walBytesPerSecond / 2 ** 20),
    need('most wanted product', rate * capacity.mostWantedShare * cost.stockLockMs, 'ms of its row a second', 1_000),
    need('one shard’s worker', cores(cost.workerCpuMs) / capacity.shards, 'cores', 1),
  ];
}

/** What cannot simply be had more of: webs and workers are added, these are split or changed. */
export function firstToSaturate(cost: OrderCost, capacity: Capacity): { resource: string; ordersPerSecond: number } {
  const [first] = needsAt(1, cost, capacity)
    .filter(({ resource }) => resource !== 'web' && resource !== 'worker')
    .map(({ resource, times }) => ({ resource, ordersPerSecond: Math.floor(1 / Math.max(times, 1e-9)) }))
    .sort((a, b) => a.ordersPerSecond - b.ordersPerSecond);
  if (first === undefined) throw new Error('nothing was measured');
  return first;
}

const round = (value: number): number => Number(value.toPrecision(3));
