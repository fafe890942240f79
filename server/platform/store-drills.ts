/** Drill control's hands: workers are frozen, stopped and started here; link and mail are told through the state file. */
import type { Region } from '../config';
import { REGIONS } from './child-environment';
import type { DrillTarget, ProcessReport } from './drill-control';
import type { Killable } from './drill-requests';
import { type DrillState, HEALTHY, writeDrillState } from './drill-state';
import type { StoreProcesses } from './store-processes';
import type { SupervisedProcess } from './supervised-process';

const READY_WITHIN_MS = 30_000;

export class StoreDrills implements DrillTarget {
  private current: DrillState = HEALTHY;

  constructor(
    private readonly stateFile: string,
    private readonly processes: StoreProcesses,
    private readonly all: () => readonly SupervisedProcess[],
  ) {}

  /** A start is healthy, whatever was cut when the last run ended. */
  heal(): void {
    this.keep(HEALTHY);
  }

  state(): DrillState {
    return this.current;
  }

  async apply(state: DrillState): Promise<void> {
    this.keep(state);
    await Promise.all(
      REGIONS.flatMap((region) =>
        this.processes.workers[region].map((worker) => moveWorker(worker, state.workers[region])),
      ),
    );
  }

  kill(name: Killable): number | null {
    const found = this.all().find((process) => process.spec.name === name);
    const pid = found?.kill() ?? null;
    // A worker that was frozen and is killed comes back running.
    const region = REGIONS.find((each) => name.startsWith(`worker_${each}`));
    if (pid !== null && region)
      this.keep({ ...this.current, workers: { ...this.current.workers, [region]: 'running' } });
    return pid;
  }

  reports(): ProcessReport[] {
    return this.all().map(({ spec, pid, restarts, state }) => {
      const { name, role, region } = spec;
      return { name, pid, role, region, restarts, state };
    });
  }

  private keep(state: DrillState): void {
    this.current = state;
    writeDrillState(this.stateFile, state);
  }
}

async function moveWorker(worker: SupervisedProcess, wanted: DrillState['workers'][Region]): Promise<void> {
  if (wanted === 'stopped') return worker.stop();
  worker.start();
  if (wanted === 'paused') return worker.pause();
  worker.resume();
  await worker.ready(READY_WITHIN_MS);
}
