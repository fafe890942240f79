/** Keeps this worker's shard leases: renewed well before they end, taken anew when lost. */
import { RENEW_EVERY_MS, type ShardKeeper } from '../services/shard-keeper';
import type { Job } from './loop';

export function leaseKeeper(keeper: ShardKeeper): Job {
  return {
    name: 'lease-keeper',
    idleMs: RENEW_EVERY_MS,
    async runOnce() {
      await keeper.keep();
      return 0;
    },
  };
}
