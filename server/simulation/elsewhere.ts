/** Histories in other processes: each seed is run by one of them, and gives there what it would give here. */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Bounds, Totals } from './run-many';

const MOST_PROCESSES = 8;

/** How many processes besides this one have a core to themselves. */
export const otherProcesses = (): number => Math.max(0, Math.min(MOST_PROCESSES, availableParallelism()) - 1);

/** @throws when the other process ends without an answer. */
export function runElsewhere(bounds: Bounds): Promise<Totals> {
  const file = fileURLToPath(new URL('./history-process.ts', import.meta.url));
  // maps and sets cross as they are
  const child = fork(file, [], { serialization: 'advanced' });
  return new Promise((resolve, reject) => {
    child.once('message', (totals) => resolve(totals as Totals));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`a process of histories ended with ${code}`)));
    child.send(bounds);
  });
}
