/**
 * Goodput under overload: orders confirmed within a customer's patience at 1, 2, 5 and 10 times the capacity, in several rounds on the same
 * store, of which the median counts: one phase of 15 s swings by a fifth with whatever else the machine does, and the highest of many such
 * would be no measure of anything. Beside the crowd: ten status reads a second, payments that only a look-up can settle, and afterwards
 * how long a normal load takes to be served as before. Only this machine, for a bounded time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { floorOrdersPerSecond } from './floor';
import { type OpenLoop, openLoop, percentile } from './open-loop';
import { cpuSecondsByRole, machineCpuSeconds } from './process-cpu';
import { call, placeAll, prepareCheckouts, type Ready } from './shoppers';
import { ownStore } from './store-of-the-run';

const FACTORS = [1, 2, 5, 10] as const;
/** An odd number, so that one of them is the median; each second one backwards, so that no factor always comes last. */
const ROUNDS = 3;
const SHOPPERS = 32;
const CAPACITY_SECONDS = 8;
const PHASE_SECONDS = 15;
const BETWEEN_SECONDS = 3;
const REST_SECONDS = 5;
const BURST_SECONDS = 10;
const RECOVERY_SECONDS = 30;
const RECOVERY_SLICE_SECONDS = 5;
const NORMAL_SHARE = 0.5;
/** Orders before anything is measured: a process that has just begun does a third of what it will do. */
const WARM_UP_ORDERS = 2_000;
const WARM_UP_SECONDS = 25;
const PREPARED = 4_500;
const MOST_OPEN = 2_000;
/** Who waits longer has left. */
const PATIENCE_MS = 5_000;
const HANGING = 5;

export async function benchOverload(): Promise<object> {
  const { base, databaseUrl, dataDir } = ownStore();
  const sql = new pg.Client({ connectionString: databaseUrl });
  // the store is stopped before its connections, when a run fails
  sql.on('error', () => undefined);
  await sql.connect();
  const ready = await prepareCheckouts(base, PREPARED);
  const bench = { base, ready, mostOpen: MOST_OPEN, patienceMs: PATIENCE_MS };
  await placeAll(base, ready.splice(0, WARM_UP_ORDERS), SHOPPERS, WARM_UP_SECONDS);
  const floor = await floorOrdersPerSecond(databaseUrl, SHOPPERS, 3);
  const closed = await placeAll(base, await refilled(base, ready, 1_000, true), SHOPPERS, CAPACITY_SECONDS);
  const capacities = [closed.ordersPerSecond];
  const phases: Phase[] = [];
  for (let turn = 1; turn <= ROUNDS; turn++)
    for (const factor of turn % 2 === 1 ? FACTORS : FACTORS.toReversed()) {
      await refilled(base, ready, PREPARED, false);
      capacities.push(await capacityNow(base, ready));
      await sleep(REST_SECONDS * 1000);
      const crowd = { ...bench, perSecond: median(capacities) * factor, seconds: PHASE_SECONDS };
      phases.push(await phase(sql, dataDir, crowd, factor));
      process.stderr.write(`round ${turn} of ${ROUNDS}, ${factor}x: ${phases.at(-1)?.goodput_per_second} a second\n`);
      await sleep(REST_SECONDS * 1000);
    }
  await sql.end();
  const capacity = median(capacities);
  const recovery = await recovered(bench, capacity);
  const factors = FACTORS.map((factor) => seenAt(phases.filter((each) => each.factor === factor)));
  const peak = Math.max(capacity, ...factors.map((each) => each.goodput_per_second));
  const ratios = (name: string, of: number) =>
    Object.fromEntries(
      factors.map((each) => [`goodput_at_${each.factor}x_of_${name}`, round(each.goodput_per_second / of, 3)]),
    );
  return {
    ratios: { ...ratios('peak', peak), ...ratios('capacity', capacity), capacity_of_floor: round(capacity / floor, 3) },
    goals: { goodput_at_10x_of_peak: 0.9, status_p99_ms: 300, recovery_s: 60 },
    capacity_orders_per_second: round(capacity, 1),
    capacities: capacities.map((each) => round(each, 1)),
    floor_orders_per_second: round(floor, 1),
    factors,
    recovery,
    phases: phases.map(({ statusMs: _, ...each }) => each),
    read_this:
      'the crowd is made on the same two cores that the store runs on; its own lag and CPU stand in each phase',
  };
}

/** The rounds of one factor: medians, and every status read of them together. */
function seenAt(rounds: readonly Phase[]) {
  const goodputs = rounds.map((each) => each.goodput_per_second);
  const statusMs = rounds.flatMap((each) => each.statusMs).sort((a, b) => a - b);
  return {
    factor: rounds[0]?.factor ?? 0,
    goodput_per_second: round(median(goodputs), 1),
    goodput_in_each_round: goodputs,
    status_reads: statusMs.length,
    status_p50_ms: round(percentile(statusMs, 0.5), 0),
    status_p99_ms: round(percentile(statusMs, 0.99), 0),
    look_ups_most_overdue_s: Math.max(...rounds.map((each) => each.look_ups_most_overdue_s)),
  };
}

const capacityNow = async (base: string, ready: Ready[]): Promise<number> =>
  (await placeAll(base, await refilled(base, ready, 600, true), SHOPPERS, BETWEEN_SECONDS)).ordersPerSecond;

type Bench = Omit<Parameters<typeof openLoop>[0], 'perSecond' | 'seconds'>;

type Phase = Awaited<ReturnType<typeof phase>>;

async function phase(sql: pg.Client, dataDir: string, settings: Parameters<typeof openLoop>[0], factor: number) {
  const hanging = await placeHanging(settings.base, settings.ready);
  const probe = probing(settings.base, hanging, sql);
  const cpuBefore = cpuSecondsByRole(dataDir);
  const machineBefore = machineCpuSeconds();
  const ownBefore = process.cpuUsage();
  const run = await openLoop(settings);
  const own = process.cpuUsage(ownBefore);
  const cpu = cpuSecondsByRole(dataDir);
  const used = Object.fromEntries(Object.entries(cpu).map(([role, s]) => [role, s - (cpuBefore[role] ?? 0)]));
  const seen = await probe.stop();
  const settled = await settledAfterMs(sql, hanging);
  return {
    factor,
    goodput_per_second: round(run.goodputPerSecond, 1),
    offered_per_second: round(settings.perSecond, 1),
    ...told(run),
    status_reads: seen.reads,
    status_p50_ms: round(percentile(seen.statusMs, 0.5), 0),
    status_p99_ms: round(percentile(seen.statusMs, 0.99), 0),
    status_failed: seen.failed,
    statusMs: seen.statusMs,
    pressure: await measured(sql, seen.fromMs),
    look_ups_most_overdue_s: round(seen.mostOverdueS, 1),
    payments_that_only_a_look_up_settles: { placed: hanging.length, settled_after_ms: settled },
    cpu_seconds: cpuTold(used, (own.user + own.system) / 1e6, machineBefore),
  };
}

/** Who had the machine meanwhile. The generator is no part of the store, and `others` are programs that have nothing to do with either. */
function cpuTold(used: Readonly<Record<string, number>>, generator: number, before: { busy: number; idle: number }) {
  const now = machineCpuSeconds();
  const [busy, idle] = [now.busy - before.busy, now.idle - before.idle];
  const store = Object.values(used).reduce((sum, each) => sum + each, 0);
  const share = (seconds: number) => round(seconds / (busy + idle), 3);
  return {
    ...Object.fromEntries(Object.entries(used).map(([role, seconds]) => [role, round(seconds, 1)])),
    this_generator: round(generator, 1),
    share_of_the_machine: {
      store: share(store),
      generator: share(generator),
      others: share(Math.max(0, busy - store - generator)),
      idle: share(idle),
    },
  };
}

function told(run: OpenLoop) {
  return {
    confirmed: run.confirmed,
    not_sent: run.notSent,
    answers: run.answers,
    confirmed_p50_ms: round(percentile(run.confirmedMs, 0.5), 0),
    confirmed_p99_ms: round(percentile(run.confirmedMs, 0.99), 0),
    refused_p99_ms: round(percentile(run.refusedMs, 0.99), 0),
    generator_lag_p99_ms: round(run.generatorLagP99Ms, 0),
  };
}

/** Payments that the provider takes without ever answering: nobody but a look-up (or a webhook) can settle them. */
async function placeHanging(base: string, ready: Ready[]): Promise<Ready[]> {
  const orders = ready.splice(0, HANGING).map((order) => ({
    ...order,
    body: JSON.stringify({ ...(JSON.parse(order.body) as object), payment_method: 'pm_evident_hang_after_accept' }),
  }));
  await Promise.all(
    orders.map((order) => call(base, 'POST', '/api/v1/orders', order.body, { 'idempotency-key': order.orderId })),
  );
  return orders;
}

/** Ten status reads a second and one look at the ladder, while the crowd is there. */
function probing(base: string, orders: readonly Ready[], sql: pg.Client) {
  const statusMs: number[] = [];
  const fromMs = Date.now();
  let [reads, failed, mostOverdueS, stopping] = [0, 0, 0, false];
  const read = async (order: Ready) => {
    const sentAtMs = performance.now();
    reads++;
    const { status } = await call(base, 'GET', `/api/v1/orders/${order.orderId}`, undefined, {
      authorization: `Bearer ${order.statusToken}`,
    }).catch(() => ({ status: 0 }));
    statusMs.push(performance.now() - sentAtMs);
    if (status !== 200) failed++;
  };
  const running = (async () => {
    for (let turn = 0; !stopping; turn++) {
      const order = orders[turn % orders.length];
      if (order !== undefined) void read(order);
      if (turn % 10 === 0) mostOverdueS = Math.max(mostOverdueS, await overdueSeconds(sql));
      await sleep(100);
    }
  })();
  return {
    async stop() {
      stopping = true;
      await running;
      while (statusMs.length < reads) await sleep(20);
      return { reads, failed, mostOverdueS, fromMs, statusMs: statusMs.sort((a, b) => a - b) };
    },
  };
}

/** What the store itself measured meanwhile, at its worst. */
async function measured(sql: pg.Client, fromMs: number): Promise<object> {
  const names = ['event_loop_lag_ms', 'intake_limit', 'payment_calls_limit', 'pool_waiting', 'confirmation_queue'];
  const { rows } = await sql.query<Record<string, number>>(
    `select ${names.map((name) => `max((measures ->> '${name}')::float8) as ${name}`).join(', ')},
       min((measures ->> 'intake_limit')::float8) as intake_limit_lowest
     from operations.pressure_samples where at >= to_timestamp($1)`,
    [fromMs / 1000],
  );
  return rows[0] ?? {};
}

async function overdueSeconds(sql: pg.Client): Promise<number> {
  const { rows } = await sql.query<{ s: number }>(
    `select coalesce(extract(epoch from now() - min(next_check_at)), 0)::float8 as s from payments.operations
     where kind = 'authorize' and next_check_at is not null and next_check_at < now()`,
  );
  return rows[0]?.s ?? 0;
}

async function settledAfterMs(sql: pg.Client, orders: readonly Ready[]): Promise<(number | null)[]> {
  const until = performance.now() + 20_000;
  for (;;) {
    const { rows } = await sql.query<{ ms: number | null }>(
      `select case when state = 'order_confirmed' then round(extract(epoch from updated_at - created_at) * 1000)::int end as ms
       from orders.orders where order_id = any($1)`,
      [orders.map(({ orderId }) => orderId)],
    );
    const ms = rows.map((row) => row.ms);
    if (performance.now() > until || ms.every((each) => each !== null)) return ms;
    await sleep(500);
  }
}

/** Normal load, a burst of ten times the capacity, and slices of normal load again, until the slowest of them is as quick as before it. */
async function recovered(bench: Bench, capacity: number) {
  const perSecond = capacity * NORMAL_SHARE;
  await refilled(bench.base, bench.ready, PREPARED, false);
  const normal = await openLoop({ ...bench, perSecond, seconds: BURST_SECONDS });
  const normalP99Ms = percentile(normal.confirmedMs, 0.99);
  const burst = await openLoop({ ...bench, perSecond: capacity * 10, seconds: BURST_SECONDS });
  const slices = [];
  let after: number | null = null;
  for (let second = 0; second < RECOVERY_SECONDS; second += RECOVERY_SLICE_SECONDS) {
    await refilled(bench.base, bench.ready, Math.ceil(perSecond * RECOVERY_SLICE_SECONDS) + 50, false);
    const run = await openLoop({ ...bench, perSecond, seconds: RECOVERY_SLICE_SECONDS });
    const p99 = percentile(run.confirmedMs, 0.99);
    const refused = Object.entries(run.answers).reduce((sum, [word, n]) => sum + (word.startsWith('201') ? 0 : n), 0);
    slices.push({ until_s: second + RECOVERY_SLICE_SECONDS, p99_ms: round(p99, 0), not_confirmed: refused });
    if (p99 <= normalP99Ms * 1.5 && refused === 0) after ??= second + RECOVERY_SLICE_SECONDS;
  }
  return {
    normal: { per_second: round(perSecond, 1), ...told(normal) },
    burst: told(burst),
    normal_again_within_s: after,
    slices,
  };
}

/** At least so many opened checkouts; `take`: taken out of the crowd's. */
async function refilled(base: string, ready: Ready[], count: number, take: boolean): Promise<Ready[]> {
  if (ready.length < count) ready.push(...(await prepareCheckouts(base, count - ready.length)));
  return take ? ready.splice(0, count) : ready;
}

const median = (values: readonly number[]): number =>
  percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
const round = (value: number, digits: number): number => Number(value.toFixed(digits));
