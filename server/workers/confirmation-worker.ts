/** Decides what the confirmation queue holds, in batches, for the shards that this worker holds. */
import type { OrderOwner } from '../services/order-owner';
import type { ShardKeeper } from '../services/shard-keeper';
import type { WakeUp } from '../ports/wake-up';
import type { Job } from './loop';

const IDLE_MS = 200;

export function confirmationWorker(owner: OrderOwner, keeper: ShardKeeper, wakeUp: WakeUp): Job {
  return {
    name: 'confirmation-worker',
    idleMs: IDLE_MS,
    listen: (wake) => wakeUp.listen('confirmation_queue', wake),
    async runOnce() {
      const held = keeper.held();
      if (held.size === 0) return 0;
      const { decided, fenced } = await owner.decideQueued(held);
      keeper.lost(fenced);
      return decided;
    },
  };
}
