/** The clock of one life of one process: virtual time, off by the process's skew; a sleep ends only if the life still lasts. */
import type { Clock } from '../ports/clock';
import type { Scheduler } from './scheduler';
import type { Life } from './simulated-process';

export function simulatedClock(scheduler: Scheduler, life: Life): Clock {
  return {
    nowMs: () => scheduler.nowMs + life.process.skewMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const planned = scheduler.after(Math.max(0, ms), life, () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
          return true;
        });
        const onAbort = () => {
          planned.cancel();
          if (!life.over) reject(signal?.reason);
        };
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
  };
}
