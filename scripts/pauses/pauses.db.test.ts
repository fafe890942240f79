/**
 * A worker that is stopped beyond its lease in the middle of a decision, and continued after another one decided: it writes nothing. Its
 * tries are fenced and recorded. `EVIDENT_PAUSES=1000` makes so many pauses and prints what came of them.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '@/server/ports/clock';
import { systemRandom as random } from '@/server/ports/random';
import { OrderOwner } from '@/server/services/order-owner';
import { LEASE_MS, ShardKeeper } from '@/server/services/shard-keeper';
import { fencedTryStore } from '@/server/stores/fenced-tries';
import { promiseStore } from '@/server/stores/promise';
import { AUTHORIZED, reportOf } from '@/server/stores/testing/decisions';
import { type GivenStore, givenStore, placed, T0 } from '@/server/stores/testing/given-store';
import { PAUSE_STEPS, type PauseStep } from './pause-steps';

/** Orders of the tests are placed at one instant: the clocks of both workers stand a second after it and go on. */
const offsetMs = T0 + 1_000 - systemClock.nowMs();
const clock = { ...systemClock, nowMs: () => systemClock.nowMs() + offsetMs };

let store: GivenStore;
let worker: Worker;
beforeAll(async () => {
  store = await givenStore();
  worker = await startWorker();
}, 60_000);
afterAll(async () => {
  worker?.child.kill('SIGCONT');
  worker?.child.kill('SIGKILL');
  await store?.drop();
});

interface Worker {
  readonly child: ChildProcess;
  next(): Promise<Record<string, unknown>>;
}

async function startWorker(): Promise<Worker> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      new URL('./pausing-owner.ts', import.meta.url).pathname,
      store.database.url,
      'east',
      String(offsetMs),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const told: string[] = [];
  const waiting: ((line: string) => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const first = waiting.shift();
    if (first === undefined) told.push(line);
    else first(line);
  });
  const next = async () => {
    const line = told.shift() ?? (await new Promise<string>((resolve) => waiting.push(resolve)));
    return JSON.parse(line) as Record<string, unknown>;
  };
  await next();
  return { child, next };
}

const other = () => {
  const shards = store.shards;
  const keeper = new ShardKeeper({ region: 'east', holder: `other-${Math.random()}`, clock, shards });
  const owner = new OrderOwner({
    region: 'east',
    clock,
    random,
    orders: store.orders,
    deliveries: store.deliveries,
    fenced: fencedTryStore(store.sql),
    wakeUp: { hint: () => undefined, listen: () => () => undefined },
  });
  return { keeper, owner };
};

interface Pause {
  readonly step: PauseStep;
  readonly decidedByOther: number;
  readonly decidedAfter: unknown;
  readonly fencedAfter: unknown;
  readonly staleWrites: number;
  readonly fencedRecords: number;
}

/** One order whose authorization is known, one worker stopped while it decides, another one that takes over. */
async function pauseAt(step: PauseStep, endLease: () => Promise<void>): Promise<Pause> {
  await store.owner('delete from orders.workers');
  await store.owner('update orders.shards set holder = null, lease_until = null');
  const order = await placed(store);
  await store.operations.record(reportOf(order.orderId, AUTHORIZED));
  worker.child.stdin?.write(`${step}\n`);
  expect(await worker.next()).toEqual({ at: step });
  await endLease();
  const { keeper, owner } = other();
  await store.owner('delete from orders.workers');
  await vi.waitFor(async () => expect(await keeper.keep()).toBe(16), { timeout: 20_000, interval: 50 });
  const { decided } = await owner.decideQueued(keeper.held());
  const before = await history(order.orderId);
  worker.child.kill('SIGCONT');
  const after = await worker.next();
  await keeper.release();
  const now = await history(order.orderId);
  const [{ fenced }] = await store.app(
    `select count(*)::int as fenced from orders.evidence where order_id = $1 and kind = 'fenced'`,
    [order.orderId],
  );
  return {
    step,
    decidedByOther: decided,
    decidedAfter: after.decided,
    fencedAfter: after.fenced,
    staleWrites: now.length - before.length,
    fencedRecords: fenced,
  };
}

const history = (orderId: string) =>
  store.app('select version, to_state, owner_epoch from orders.transitions where order_id = $1 order by version', [
    orderId,
  ]);

const broken = async () => {
  const promise = promiseStore(store.sql);
  return (await Promise.all(promise.invariants.map((each) => promise.brokenOrders(each, 5)))).flat();
};

const waited = () =>
  vi.waitFor(
    async () => {
      const [{ runs }] = await store.app(
        `select count(*)::int as runs from orders.shards where lease_until > clock_timestamp()`,
      );
      expect(runs).toBe(0);
    },
    { timeout: LEASE_MS * 5, interval: 100 },
  );

describe('a worker stopped beyond its lease', () => {
  it.each(PAUSE_STEPS)(
    'at %s, and continued after another decided, writes nothing',
    { timeout: 30_000 },
    async (step) => {
      const pause = await pauseAt(step, waited);
      expect(pause.staleWrites).toBe(0);
      // what it had decided before it stopped stands; what it tried afterwards is refused and recorded
      const hadDecided = step === 'after_decide' || step === 'after_all';
      expect(pause.decidedByOther).toBe(hadDecided ? 0 : 1);
      const triedLate = step === 'after_read' || step === 'before_decide';
      expect([pause.fencedAfter, pause.fencedRecords]).toEqual(triedLate ? [1, 1] : [0, 0]);
      expect(await broken()).toEqual([]);
    },
  );

  const many = Number(process.env.EVIDENT_PAUSES ?? 0);
  it.runIf(many > 0)(`${many} times, its lease ended by the database at once`, { timeout: 3_600_000 }, async () => {
    const tally = { pauses: 0, stale_writes: 0, fenced: 0, fenced_records: 0, decided_by_the_other: 0 };
    const begunAtMs = clock.nowMs();
    for (let n = 0; n < many; n++) {
      const pause = await pauseAt(PAUSE_STEPS[n % PAUSE_STEPS.length] ?? 'before_decide', async () => {
        await store.owner(
          `update orders.shards set lease_until = clock_timestamp() - interval '1 ms' where holder is not null`,
        );
      });
      tally.pauses++;
      tally.stale_writes += pause.staleWrites;
      tally.fenced += Number(pause.fencedAfter);
      tally.fenced_records += pause.fencedRecords;
      tally.decided_by_the_other += pause.decidedByOther;
    }
    process.stdout.write(`${JSON.stringify({ ...tally, took_s: Math.round((clock.nowMs() - begunAtMs) / 1000) })}\n`);
    expect(tally.stale_writes).toBe(0);
    expect(tally.fenced_records).toBe(tally.fenced);
    expect(await broken()).toEqual([]);
  });
});
