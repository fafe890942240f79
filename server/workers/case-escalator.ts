/** Escalates the cases that are past due. */
import type { CaseWatcher } from '../services/case-watcher';
import type { Job } from './loop';

const IDLE_MS = 5_000;

export function caseEscalator(watcher: CaseWatcher): Job {
  return { name: 'case-escalator', idleMs: IDLE_MS, runOnce: () => watcher.escalateOverdue() };
}
