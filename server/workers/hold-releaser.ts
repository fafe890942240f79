/** Gives the items of ended holds back; seldom, since a hold's end has a grace of a minute anyway. */
import type { HoldKeeper } from '../services/hold-keeper';
import type { ShardKeeper } from '../services/shard-keeper';
import type { Job } from './loop';

const IDLE_MS = 10_000;

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
