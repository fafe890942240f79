/** What guards a shard's row: an epoch never falls, and a region changes only with it. */
import type { MemoryDatabase } from './memory-database';
import { raise } from './refusal';
import type { ShardRecord } from './rows';

/** @param by who has the epoch from now on; a worker, or nobody while the shard is handed over. */
export function putShard(db: MemoryDatabase, before: ShardRecord, after: ShardRecord, by: string): void {
  const { epoch, shard } = after;
  if (epoch < before.epoch) raise('EV003', `the epoch of shard ${shard} only rises`);
  const isMoved = after.region !== before.region;
  if (isMoved && epoch <= before.epoch && !db.defects.has('hand_over_keeps_epoch'))
    raise('EV003', `shard ${shard} changes its region only at a higher epoch`);
  db.shards.put(String(shard), after);
  if (isMoved || after.standing !== before.standing) {
    db.ownershipChanges++;
    db.changed({ kind: 'standing', before, after });
  }
  if (epoch !== before.epoch) db.changed({ kind: 'epoch', shard, before: before.epoch, after: epoch, holder: by });
}

export function shardRecord(db: MemoryDatabase, shard: number): ShardRecord {
  return db.shard(shard) ?? raise('22000', `no shard ${shard}`);
}
