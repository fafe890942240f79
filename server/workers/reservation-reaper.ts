/** Moves the orders that time moves: a deadline without evidence, an intent kept long enough, look-ups used up. */
import type { OrderOwner } from '../services/order-owner';
import type { ShardKeeper } from '../services/shard-keeper';
import type { Job } from './loop';

const IDLE_MS = 500;

export function reservationReaper(owner: OrderOwner, keeper: ShardKeeper): Job {
  return {
    name: 'reservation-reaper',
    idleMs: IDLE_MS,
    async runOnce() {
      const held = keeper.held();
      if (held.size === 0) return 0;
      const { decided, fenced } = await owner.decideOverdue(held);
      keeper.lost(fenced);
      return decided;
    },
  };
}
