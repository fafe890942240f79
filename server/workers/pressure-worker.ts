/** Takes a sample of this process each second; in a worker process, merges samples into rollups. */
import type { PressureSampler } from '../services/pressure-sampler';
import type { Job } from './loop';

const SAMPLE_EVERY_MS = 1_000;
const ROLL_UP_EVERY_MS = 5_000;

export function pressureWorker(sampler: Pick<PressureSampler, 'sample'>): Job {
  return {
    name: 'pressure-worker',
    idleMs: SAMPLE_EVERY_MS,
    async runOnce() {
      await sampler.sample();
      return 0;
    },
  };
}

export function pressureRollupWorker(sampler: Pick<PressureSampler, 'rollUp'>): Job {
  return { name: 'pressure-rollup-worker', idleMs: ROLL_UP_EVERY_MS, runOnce: () => sampler.rollUp() };
}
