/**
 * What one order costs (CPU by role, round trips, log, bytes, messages), measured on a store of its own with its idle work taken off; what
 * a rate of orders needs by that, and where orders wait, by a simulation of the queues.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Capacity, OrderCost } from './capacity-model';
import { scenarios } from './capacity-scenarios';
import { floorOrdersPerSecond } from './floor';
import { cpuSecondsByRole } from './process-cpu';
import { placeAll, prepareCheckouts } from './shoppers';
import { ownStore } from './store-of-the-run';

const WARM_UP = 200;
const ORDERS = 1_000;
const SHOPPERS = 8;
const IDLE_MS = 10_000;
const REST_WITHIN_MS = 60_000;
/** In the database, an order alone: measured by hand, docs/measurements.md. */
const PLACE_STATEMENT_MS = 1.2;
const TICKS_PER_SECOND = 100;

export async function benchCapacity(): Promise<object> {
  const { base, databaseUrl, dataDir } = ownStore();
  const sql = new pg.Client({ connectionString: databaseUrl });
  await sql.connect();
  await placeAll(base, await prepareCheckouts(base, WARM_UP), SHOPPERS, 60);
  await untilAtRest(sql);
  const look = () => lookAt(sql, dataDir);
  const idle = await growthOf(look, () => sleep(IDLE_MS));
  const ready = await prepareCheckouts(base, ORDERS);
  let confirmed = 0;
  const seen = await growthOf(look, async () => {
    confirmed = (await placeAll(base, ready, SHOPPERS, 300)).confirmed;
    await untilAtRest(sql);
  });
  await sql.end();
  const each = (name: keyof Look) => {
    const background = name === 'storedBytes' ? 0 : (idle.growth[name] / idle.ms) * seen.ms;
    return Number((Math.max(0, seen.growth[name] - background) / Math.max(1, confirmed)).toPrecision(3));
  };
  const [alone, many] = [await floorOrdersPerSecond(databaseUrl, 1, 3), await floorOrdersPerSecond(databaseUrl, 32, 3)];
  const cost: OrderCost = {
    webCpuMs: each('webCpuMs'),
    workerCpuMs: each('workerCpuMs'),
    databaseCpuMs: each('databaseCpuMs'),
    transactions: each('transactions'),
    walBytes: each('walBytes'),
    storedBytes: each('storedBytes'),
    messages: each('messages'),
    stockLockMs: Number((PLACE_STATEMENT_MS + 1_000 / (alone * 3)).toPrecision(3)),
  };
  const assumed: Capacity = {
    target: 0.6,
    coresOfDatabase: 64,
    transactionsPerSecond: Math.round(many * 3 * 8),
    walBytesPerSecond: 300 * 2 ** 20,
    mostWantedShare: 0.02,
    shards: 32,
  };
  return {
    confirmed,
    cost_per_order: cost,
    idle_per_second: perSecond(idle),
    assumed,
    ...scenarios(cost, assumed),
  };
}

interface Look {
  readonly webCpuMs: number;
  readonly workerCpuMs: number;
  readonly databaseCpuMs: number;
  readonly transactions: number;
  readonly walBytes: number;
  readonly storedBytes: number;
  readonly messages: number;
}

interface Growth {
  readonly ms: number;
  readonly growth: Look;
}

async function growthOf(look: () => Promise<Look>, work: () => Promise<unknown>): Promise<Growth> {
  const [before, begunMs] = [await look(), performance.now()];
  await work();
  const [after, ms] = [await look(), performance.now() - begunMs];
  const names = Object.keys(before) as (keyof Look)[];
  return { ms, growth: Object.fromEntries(names.map((name) => [name, after[name] - before[name]])) as unknown as Look };
}

const perSecond = ({ growth, ms }: Growth): Record<string, number> =>
  Object.fromEntries(
    Object.entries(growth).map(([name, value]) => [name, Number(((value / ms) * 1_000).toPrecision(3))]),
  );

async function lookAt(sql: pg.Client, dataDir: string): Promise<Look> {
  const { rows } = await sql.query<Record<'transactions' | 'wal' | 'stored' | 'messages', string>>(
    `select (select sum(xact_commit + xact_rollback) from pg_stat_database) as transactions,
       pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as wal,
       (select sum(pg_total_relation_size(c.oid)) from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')) as stored,
       (select count(*) from messaging.outbox) as messages`,
  );
  const [row] = rows;
  const cpu = cpuSecondsByRole(dataDir);
  return {
    webCpuMs: (cpu.web ?? 0) * 1_000,
    workerCpuMs: (cpu.worker ?? 0) * 1_000,
    databaseCpuMs: databaseCpuSeconds(dataDir) * 1_000,
    transactions: Number(row?.transactions),
    walBytes: Number(row?.wal),
    storedBytes: Number(row?.stored),
    messages: Number(row?.messages),
  };
}

/** Of this run's server alone: the postmaster with its ended children, and those that run. */
function databaseCpuSeconds(dataDir: string): number {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => processOf(pid) ?? []);
  const postmasters = new Set(all.filter(({ command }) => command.includes(`-D\0${dataDir}`)).map(({ pid }) => pid));
  const own = all.filter(({ parent, pid }) => postmasters.has(pid) || postmasters.has(parent));
  return (
    own.reduce((sum, { endedTicks, pid, ticks }) => sum + ticks + (postmasters.has(pid) ? endedTicks : 0), 0) /
    TICKS_PER_SECOND
  );
}

function processOf(pid: string) {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return {
      pid: Number(pid),
      parent: fields[1] ?? 0,
      command,
      ticks: (fields[11] ?? 0) + (fields[12] ?? 0),
      endedTicks: (fields[13] ?? 0) + (fields[14] ?? 0),
    };
  } catch {
    // it ended while it was read
    return null;
  }
}

/** Captured, told and delivered: everything that an order causes is done. */
async function untilAtRest(sql: pg.Client): Promise<void> {
  for (const begunMs = performance.now(); performance.now() - begunMs < REST_WITHIN_MS; await sleep(250)) {
    const { rows } = await sql.query<{ open: string }>(
      `select (select count(*) from messaging.deliveries where not_before <= now())
         + (select count(*) from payments.operations where next_check_at <= now() + interval '30 seconds') as open`,
    );
    if (Number(rows[0]?.open) === 0) return;
  }
}
