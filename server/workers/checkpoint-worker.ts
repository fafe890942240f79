/** Signs the evidence of one region once a minute, and at once again while there is more than a file holds. */
import type { Clock } from '../ports/clock';
import type { EvidenceCheckpointer } from '../services/evidence-checkpointer';
import type { Job } from './loop';

const EVERY_MS = 60_000;
const IDLE_MS = 5_000;

export function checkpointWorker(checkpointer: EvidenceCheckpointer, clock: Clock): Job {
  let dueAtMs = clock.nowMs();
  return {
    name: 'checkpoint-worker',
    idleMs: IDLE_MS,
    async runOnce() {
      if (clock.nowMs() < dueAtMs) return 0;
      const { isMore } = await checkpointer.checkpoint();
      if (!isMore) dueAtMs = clock.nowMs() + EVERY_MS;
      return Number(isMore);
    },
  };
}
