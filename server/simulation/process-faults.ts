/** Crashes and pauses of the processes, planned at the start of a history. */
import { SeededStream } from './seeded-stream';
import { START_MS } from './start';
import type { Change } from './memory/change';
import type { SimulatedProcess } from './simulated-process';
import type { StepFault } from './store-road';
import type { World } from './world';

const WINDOW_MS = 12_000;
/** Longer than a lease, so that another takes over meanwhile; now and then longer than every patience. */
const PAUSES_MS = [800, 3_500, 6_000, 9_000, 16_000] as const;
const LONG_PAUSE_MS = 40 * 60_000;
/** As long as "not found" needs to become proof, and longer. */
const ASLEEP_MS = { least: 15 * 60_000, most: 25 * 60_000 } as const;

export function planProcessFaults(world: World): void {
  for (const kind of ['web_crash', 'worker_crash', 'web_pause', 'worker_pause'] as const) {
    const { faults, scheduler } = world.ground;
    const stream = new SeededStream(world.options.seed, `plan/${kind}`);
    const times = faults.rate(kind) === 0 ? 0 : stream.between(1, Math.round(faults.rate(kind)));
    for (let n = 0; n < times; n++) {
      const cell = world.cells[stream.chance(0.5) ? 'east' : 'west'];
      const process = kind.startsWith('web') ? cell.web : stream.pick(cell.workers);
      const atMs = START_MS + stream.between(500, WINDOW_MS);
      const downMs = stream.between(300, 5_000);
      const pauseMs = stream.chance(0.05) ? LONG_PAUSE_MS : stream.pick(PAUSES_MS);
      if (!faults.count(kind, process.name)) continue;
      scheduler.at(atMs, null, () => {
        if (kind.endsWith('crash')) crash(world, process, downMs);
        else if (process.alive) pause(world, process, pauseMs);
        return true;
      });
    }
  }
}

/** The worst moment: a statement has taken effect, and its caller never hears of it, or hears of it much later. */
export function strikeAtStep(world: World, process: SimulatedProcess, fault: StepFault): void {
  const stream = world.ground.faults.stream(fault);
  if (fault === 'asleep_at_look_up') return sleepOf(world, process, stream.between(ASLEEP_MS.least, ASLEEP_MS.most));
  if (fault === 'crash_at_step') crash(world, process, stream.between(300, 5_000));
  else if (fault === 'pause_before_decision') pause(world, process, stream.between(3_500, 9_000));
  else pause(world, process, stream.chance(0.15) ? LONG_PAUSE_MS : stream.pick(PAUSES_MS));
}

/** It was to be stopped, and gave its shard away for that: the other region has it now. */
export function stopOldOwner(world: World, change: Change): void {
  if (change.kind !== 'hand_over' || change.after.step !== 'accepted') return;
  const { faults } = world.ground;
  const { from, handOverId } = change.after;
  if (!faults.strikes('old_owner_stops', handOverId)) return;
  const stream = faults.stream('old_owner_stops');
  for (const worker of world.cells[from].workers) crash(world, worker, stream.between(1_000, 9_000));
}

function crash(world: World, process: SimulatedProcess, downMs: number): void {
  const cell = process.region === 'east' ? world.cells.east : world.cells.west;
  cell.crash(process);
  world.ground.scheduler.after(downMs, null, () => {
    cell.start(process);
    return true;
  });
}

/** The machine sleeps, and with it all that runs there. */
function sleepOf(world: World, { region }: SimulatedProcess, ms: number): void {
  for (const each of world.cells[region].processes) if (each.alive) pause(world, each, ms);
}

function pause({ ground: { scheduler, trace } }: World, process: SimulatedProcess, ms: number): void {
  trace.add(process.name, `is paused for ${ms} ms`);
  process.pausedUntilMs = scheduler.nowMs + ms;
}
