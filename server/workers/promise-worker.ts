/** Checks the promise over what changed, once a minute and region, whichever worker's turn it is. */
import type { PromiseCheck } from '../domain/promise-check';
import type { PromiseWatcher } from '../services/promise-watcher';
import type { Job } from './loop';

/** How soon after its time a check begins; asking whose turn it is costs one small statement. */
const IDLE_MS = 5_000;

export function promiseWorker(watcher: PromiseWatcher, tellBroken: (check: PromiseCheck) => void): Job {
  return {
    name: 'promise-worker',
    idleMs: IDLE_MS,
    async runOnce() {
      const check = await watcher.checkWhenDue();
      if (check !== null && check.broken > 0) tellBroken(check);
      return 0;
    },
  };
}
