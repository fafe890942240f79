/** The shard directory's records in memory: the own rows, and what the other region last said of its own. */
import type { ShardClaimStore } from '../../stores/shard-claims';
import { NOBODY } from './hand-over-from';
import type { MemoryDatabase } from './memory-database';
import { putShard } from './shard-rows';
import type { Synchronous } from './synchronous';

export function memoryShardClaims(db: MemoryDatabase): Synchronous<ShardClaimStore> {
  return {
    own: () => [...db.shards.values()].sort((a, b) => a.shard - b.shard),
    hear: (region, claims) =>
      db.transaction(() => {
        db.peerClaims.put(region, { region, claims, heardAtMs: db.nowMs() });
      }),
    heard: () => [...db.peerClaims.values()][0] ?? null,
    stepDown: (shard, region, peer, peerEpoch) =>
      db.transaction(() => {
        const row = db.shard(shard);
        if (row?.region !== region || row.standing === 'closed' || row.epoch >= peerEpoch) return false;
        const closed = { standing: 'closed', holder: null, leaseUntilMs: null } as const;
        putShard(db, row, { ...row, region: peer, epoch: peerEpoch, ...closed }, NOBODY);
        return true;
      }),
  };
}
