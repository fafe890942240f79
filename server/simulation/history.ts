/**
 * One history: a busy time in which everything may strike, perhaps long hours in which somebody is away, then the quiet phase in which
 * all is healed and every promise must come true.
 */
import { DRIVEN_JOBS, dueAtMs, workPlaceOf } from './due-work';
import type { FaultKind } from './fault-kinds';
import { type FaultLimits, NO_LIMITS } from './fault-plan';
import type { Violation } from './invariants/violation';
import type { Mutant } from './mutant';
import { Night } from './nights';
import { type Outcomes, outcomesOf } from './outcome-counts';
import { planHandOvers } from './hand-over-plan';
import { leftByEvidence, stayDegraded } from './mode-history';
import { ModePlan } from './mode-plan';
import { planProcessFaults } from './process-faults';
import { planSwitches } from './switch-plan';
import type { Sometimes } from './sometimes';
import { lateShiftAfterMs } from './staff';
import { LEASE_KEEPER } from './worker-process';
import { START_MS } from './start';
import { World } from './world';

export interface HistoryOptions {
  readonly seed: number;
  readonly limits?: FaultLimits;
  readonly absent?: ReadonlySet<number>;
  readonly mutant?: Mutant | null;
}

export interface HistoryResult {
  readonly seed: number;
  readonly hash: string;
  readonly violations: readonly Violation[];
  readonly outcomes: Outcomes;
  readonly sometimes: Sometimes;
  readonly faultsOn: readonly FaultKind[];
  readonly strikes: readonly string[];
  readonly people: number;
  readonly steps: number;
  readonly trace: readonly string[];
}

const BUSY_MS = 18_000;
const LATE_SHIFT_MS = 16_000;
const REST_MS = 36 * 3_600_000;
/** Work that stays due although it was tried so often is stuck. */
const MOST_ROUNDS = 400;
/** Clocks of processes are off by less. */
const SOON_MS = 500;

export async function runHistory(options: HistoryOptions): Promise<HistoryResult> {
  // whoever else waits for the event loop has a turn, and from here on only promises run
  await new Promise((resolve) => setImmediate(resolve));
  const world = new World({
    seed: options.seed,
    limits: options.limits ?? NO_LIMITS,
    absent: options.absent ?? new Set(),
    mutant: options.mutant ?? null,
  });
  const { faults, scheduler, sometimes, trace, yard } = world.ground;
  planProcessFaults(world);
  planHandOvers(world);
  planSwitches(world);
  const mode = ModePlan.plan(world);
  const night = mode === null ? Night.plan(world) : null;
  world.start();
  await scheduler.runUntil(START_MS + BUSY_MS / 2);
  world.checker.atAnInstant();
  await scheduler.runUntil(START_MS + BUSY_MS);
  if (night !== null) {
    yard.parking = true;
    await drive(world, night.endsAtMs);
    night.end();
  }
  if (mode === null) await lateShift(world);
  else await stayDegraded(world, mode, drive);
  world.checker.atAnInstant();
  await quiet(world, mode);
  if (!scheduler.stopped) world.checker.atRest();
  return {
    seed: options.seed,
    hash: trace.hash(),
    violations: world.violations,
    outcomes: outcomesOf(world),
    sometimes,
    faultsOn: faults.on,
    strikes: faults.strikesInOrder,
    people: world.customers.length + world.staff.length,
    steps: scheduler.steps,
    trace: trace.lines,
  };
}

/** Hours later, when look-ups were used up and holds have ended, the staff come once more; nothing is healed yet. */
async function lateShift(world: World): Promise<void> {
  const { scheduler, trace, yard } = world.ground;
  const afterMs = lateShiftAfterMs(world);
  if (afterMs === null || scheduler.stopped) return;
  yard.parking = true;
  await drive(world, scheduler.nowMs + afterMs);
  yard.open();
  trace.add('shift', 'the staff come once more');
  world.startShift();
  await scheduler.runUntil(scheduler.nowMs + LATE_SHIFT_MS);
}

/** Everything is healed; the dead come back; time runs until nothing is due. */
async function quiet(world: World, mode: ModePlan | null): Promise<void> {
  const { faults, scheduler, trace, yard } = world.ground;
  trace.add('quiet', 'all faults are healed');
  faults.heal();
  for (const cell of Object.values(world.cells))
    for (const process of cell.processes) {
      // whoever waits for evidence does not wait for a frozen process
      if (mode !== null && process.pausedUntilMs > scheduler.nowMs) cell.crash(process);
      cell.start(process);
    }
  if (mode === null) for (const customer of world.customers) void customer.comeBack();
  await scheduler.runUntil(scheduler.nowMs + 6_000);
  if (mode !== null) await leftByEvidence(world, mode, drive);
  yard.parking = true;
  await drive(world, scheduler.nowMs + REST_MS);
  for (const customer of world.customers) void customer.look(0);
  await scheduler.settle(30_000);
}

/** Skips from one instant at which something is due to the next; the leases are renewed first, as in waking hours. */
async function drive(world: World, untilMs: number): Promise<void> {
  const { scheduler, yard } = world.ground;
  let stuckRounds = 0;
  while (!scheduler.stopped && scheduler.nowMs < untilMs) {
    const atMs = nextDueMs(world);
    if (atMs === null || atMs > untilMs) break;
    stuckRounds = atMs <= scheduler.nowMs ? stuckRounds + 1 : 0;
    if (stuckRounds > MOST_ROUNDS) break;
    const waitMs = stuckRounds === 0 ? 0 : Math.min(600_000, 250 * 2 ** Math.min(stuckRounds, 12));
    await scheduler.runUntil(Math.max(atMs, scheduler.nowMs + waitMs));
    const busy = new Set(
      Object.values(world.cells)
        .filter((cell) => hasWork(world, cell))
        .map(({ region }) => region as string),
    );
    yard.wake((job, region) => job === LEASE_KEEPER && busy.has(region));
    await scheduler.settle(100);
    yard.wake((job) => job !== LEASE_KEEPER);
    await scheduler.settle(100);
  }
  if (!scheduler.stopped && untilMs - scheduler.nowMs < REST_MS / 2) await scheduler.runUntil(untilMs);
}

/** Whether any job of the region would find something now. */
function hasWork(world: World, { db, region }: World['cells']['east']): boolean {
  const place = workPlaceOf(world.ground, region, db);
  return DRIVEN_JOBS.some((job) => (dueAtMs(place, job) ?? Number.POSITIVE_INFINITY) <= db.nowMs() + SOON_MS);
}

function nextDueMs(world: World): number | null {
  const { scheduler } = world.ground;
  let first = scheduler.nextAtMs();
  for (const cell of Object.values(world.cells)) {
    if (!cell.workers.some(({ alive }) => alive)) continue;
    const place = workPlaceOf(world.ground, cell.region, cell.db);
    for (const job of DRIVEN_JOBS) {
      const atMs = dueAtMs(place, job);
      if (atMs !== null && (first === null || atMs < first)) first = atMs;
    }
  }
  return first;
}
