/** Sweeps the provider's own list, window after window. One worker of the region does: the one that holds its first shard. */
import { firstShardOf, type ShardOwners } from '../domain/ownership';
import type { Region } from '../domain/region';
import type { LedgerSweeper } from '../services/ledger-sweeper';
import type { ShardKeeper } from '../services/shard-keeper';
import type { Job } from './loop';

const IDLE_MS = 5_000;

export function ledgerSweepWorker(
  sweeper: LedgerSweeper,
  keeper: ShardKeeper,
  region: Region,
  owners: ShardOwners,
): Job {
  return {
    name: 'ledger-sweep-worker',
    idleMs: IDLE_MS,
    async runOnce() {
      // whoever holds it sweeps for the region: one worker at a time, by the lease that there is anyway
      const shard = firstShardOf(region, owners);
      if (shard === null || !keeper.held().has(shard)) return 0;
      const answer = await sweeper.sweepNext();
      switch (answer.kind) {
        case 'nothing_due':
        case 'swept_by_another':
          return 0;
        case 'swept':
          return 1;
        case 'not_told':
          // logged, and tried again by the loop; the window stays unswept
          throw new Error(`the provider could not be listed: ${answer.cause}`);
        default:
          return answer satisfies never;
      }
    },
  };
}
