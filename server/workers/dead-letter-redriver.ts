/** Puts back what every reader can read by now, and settles what was acted on. */
import type { Redriver } from '../services/redriver';
import type { Job } from './loop';

export function deadLetterRedriver(redriver: Redriver): Job {
  return {
    name: 'dead-letter-redriver',
    idleMs: 2_000,
    runOnce: async () => (await redriver.redriveKnown()) + (await redriver.settleActedOn()),
  };
}
