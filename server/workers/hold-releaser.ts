/**
 * Gives the items of ended holds back. Seldom: a hold's end has a grace of a minute anyway, and a look costs some 20 µs for each order
 * that waits with an ended hold (about a second at 50,000 of them, on two busy cores).
 */
import type { HoldKeeper } from '../services/hold-keeper';
import type { ShardKeeper } from '../services/shard-keeper';
import type { Job } from './loop';

const IDLE_MS = 30_000;

export function holdReleaser(holds: HoldKeeper, keeper: ShardKeeper): Job {
  return {
    name: 'hold-releaser',
    idleMs: IDLE_MS,
    async runOnce() {
      const held = keeper.held();
      if (held.size === 0) return 0;
      const { released, fenced } = await holds.releaseEnded(held);
      keeper.lost(fenced);
      return released;
    },
  };
}
