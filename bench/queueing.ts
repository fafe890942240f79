/**
 * A network of queues, event by event: orders come by a Poisson process and pass their stations one after the other; a station has so
 * many servers and a service time. It says what a formula for one queue cannot: where an order waits when all of them are there.
 */

export interface Station {
  readonly name: string;
  readonly servers: number;
  readonly meanServiceMs: number;
  /** Exponential where work varies, fixed where it does not. */
  readonly service: 'exponential' | 'fixed';
  /** Of several equal stations side by side (a row of stock for each product) an order takes one, by these shares. */
  readonly shares?: readonly number[];
}

export interface QueueingResult {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** By station: the share of its servers' time that was used, of the busiest of its kind, and the mean wait before it. */
  readonly stations: Readonly<Record<string, { readonly utilisation: number; readonly meanWaitMs: number }>>;
}

/** `luck` gives numbers in [0, 1). The first tenth of the orders is not counted: the queues begin empty. */
export function simulateQueues(
  stations: readonly Station[],
  ratePerSecond: number,
  orders: number,
  luck: () => number,
): QueueingResult {
  const exponential = (mean: number) => -mean * Math.log(1 - luck());
  const rooms = stations.map((station) =>
    (station.shares ?? [1]).map(() => ({ freeAt: new FreeTimes(station.servers), busyMs: 0 })),
  );
  const waits = stations.map(() => 0);
  const due = new Heap<{ readonly atMs: number; readonly order: number; readonly station: number }>();
  const arrivals: number[] = [];
  for (let order = 0, atMs = 0; order < orders; order++) {
    atMs += exponential(1_000 / ratePerSecond);
    arrivals.push(atMs);
    due.push({ atMs, order, station: 0 });
  }
  const counted = Math.floor(orders / 10);
  const latencies: number[] = [];
  const lastArrivalMs = arrivals.at(-1) ?? 0;
  for (let event = due.pop(); event !== undefined; event = due.pop()) {
    const station = stations[event.station];
    const room = rooms[event.station]?.[chosen(station?.shares, luck)];
    if (station === undefined || room === undefined) {
      if (event.order >= counted) latencies.push(event.atMs - (arrivals[event.order] ?? 0));
      continue;
    }
    const serviceMs = station.service === 'fixed' ? station.meanServiceMs : exponential(station.meanServiceMs);
    const beginsMs = Math.max(event.atMs, room.freeAt.earliest());
    room.freeAt.take(beginsMs + serviceMs);
    // what is served after the last arrival is the drain, not the load
    room.busyMs += Math.max(0, Math.min(beginsMs + serviceMs, lastArrivalMs) - beginsMs);
    waits[event.station] = (waits[event.station] ?? 0) + beginsMs - event.atMs;
    due.push({ atMs: beginsMs + serviceMs, order: event.order, station: event.station + 1 });
  }
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor((latencies.length - 1) * share)] ?? Number.NaN;
  return {
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    stations: Object.fromEntries(
      stations.map((station, index) => [
        station.name,
        {
          utilisation: Math.max(
            ...(rooms[index] ?? []).map(({ busyMs }) => busyMs / (station.servers * lastArrivalMs)),
          ),
          meanWaitMs: (waits[index] ?? 0) / orders,
        },
      ]),
    ),
  };
}

function chosen(shares: readonly number[] | undefined, luck: () => number): number {
  if (shares === undefined) return 0;
  let left = luck() * shares.reduce((sum, share) => sum + share, 0);
  const index = shares.findIndex((share) => (left -= share) < 0);
  return index < 0 ? shares.length - 1 : index;
}

/** When each server of a station is free next, the earliest first. */
class FreeTimes {
  private readonly times = new Heap<{ readonly atMs: number }>();
  constructor(servers: number) {
    for (let each = 0; each < servers; each++) this.times.push({ atMs: 0 });
  }
  earliest(): number {
    return this.times.peek()?.atMs ?? 0;
  }
  take(untilMs: number): void {
    this.times.pop();
    this.times.push({ atMs: untilMs });
  }
}

class Heap<Item extends { readonly atMs: number }> {
  private readonly items: Item[] = [];
  peek(): Item | undefined {
    return this.items[0];
  }
  push(item: Item): void {
    let index = this.items.push(item) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.at(parent) <= item.atMs) break;
      this.swap(index, parent);
      index = parent;
    }
  }
  pop(): Item | undefined {
    const first = this.items[0];
    const last = this.items.pop();
    if (first === undefined || last === undefined || this.items.length === 0) return first;
    this.items[0] = last;
    for (let index = 0; ; ) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      let least = index;
      if (this.at(left) < this.at(least)) least = left;
      if (this.at(right) < this.at(least)) least = right;
      if (least === index) return first;
      this.swap(index, least);
      index = least;
    }
  }
  private at(index: number): number {
    return this.items[index]?.atMs ?? Number.POSITIVE_INFINITY;
  }
  private swap(a: number, b: number): void {
    const [one, other] = [this.items[a], this.items[b]];
    if (one === undefined || other === undefined) return;
    this.items[a] = other;
    this.items[b] = one;
  }
}
