/** A job of one process in its real loop, on virtual time; how each of its rounds went is told to the checker. */
import { isRefusedAsClosed } from '../services/owned-service';
import { type Job, startLoop } from '../workers/loop';
import type { Ground } from './ground';
import type { Life } from './simulated-process';

/** @param isDue whether a round would find anything. */
export function runJob({ faults, onRound, trace, yard }: Ground, job: Job, life: Life, isDue: () => boolean): void {
  const { name } = life.process;
  const runOnce = async (): Promise<number> => {
    const { isHealed } = faults;
    try {
      const done = await job.runOnce();
      if (isHealed) onRound(name, job.name, null);
      return done;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      trace.add(name, `${job.name} failed: ${text}`);
      // a shard that is on its way is written to again once it is there
      if (isHealed) onRound(name, job.name, isRefusedAsClosed(error) ? null : text);
      throw error;
    }
  };
  startLoop({ ...job, runOnce }, yard.clockFor(life, job.name, isDue), () => undefined);
}
