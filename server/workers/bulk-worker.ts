/** Carries bulk jobs out, one item after the other. */
import type { BulkRepairs } from '../services/bulk-repairs';
import type { Job } from './loop';

const IDLE_MS = 1_000;

export function bulkWorker(bulk: BulkRepairs): Job {
  return { name: 'bulk-worker', idleMs: IDLE_MS, runOnce: () => bulk.runNext() };
}
