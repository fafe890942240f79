/** Leases and epochs in memory, by the database's own clock. Taking a shard raises its epoch; nothing lowers it. */
import type { ShardLease, ShardStore } from '../../stores/shards';
import type { MemoryDatabase } from './memory-database';
import type { ShardRecord } from './rows';
import { putShard } from './shard-rows';
import type { Synchronous } from './synchronous';

/** @param shuffle which of the free shards are taken first; `order by random()` in SQL. */
export function memoryShards(
  db: MemoryDatabase,
  shuffle: (shards: readonly ShardRecord[]) => readonly ShardRecord[] = (shards) => shards,
): Synchronous<ShardStore> {
  return {
    renew: (holder, leaseMs) =>
      db.transaction(() => {
        const nowMs = db.nowMs();
        const own = [...db.shards.values()].filter((row) => row.holder === holder && (row.leaseUntilMs ?? 0) > nowMs);
        for (const row of own) db.shards.put(String(row.shard), { ...row, leaseUntilMs: nowMs + leaseMs });
        return own.map(leaseOf);
      }),
    take: (region, holder, leaseMs, most) => {
      const free = [...db.shards.values()].filter(
        (row) => row.region === region && row.standing !== 'closed' && isFree(row, db.nowMs()),
      );
      return shuffle(free)
        .slice(0, most)
        .map((row) => db.transaction(() => takeShard(db, row, holder, leaseMs, row.epoch + 1)));
    },
    attend: (region, holder, aliveMs) =>
      db.transaction(() => {
        const nowMs = db.nowMs();
        db.workers.put(holder, { region, seenAtMs: nowMs });
        return [...db.workers.values()].filter((row) => row.region === region && row.seenAtMs > nowMs - aliveMs).length;
      }),
    surrender: (holder, shards) =>
      db.transaction(() => {
        for (const row of db.shards.values())
          if (row.holder === holder && shards.includes(row.shard))
            db.shards.put(String(row.shard), { ...row, holder: null, leaseUntilMs: null });
      }),
    release: (holder) =>
      db.transaction(() => {
        db.workers.delete(holder);
        for (const row of db.shards.values())
          if (row.holder === holder) db.shards.put(String(row.shard), { ...row, holder: null, leaseUntilMs: null });
      }),
    list: () => [...db.shards.values()].sort((a, b) => a.shard - b.shard).map(({ standing: _standing, ...row }) => row),
    epochOf: (shard, region) => {
      const row = db.shard(shard);
      return row === undefined || row.region !== region || row.standing === 'closed' ? null : row.epoch;
    },
  };
}

const isFree = (row: ShardRecord, nowMs: number): boolean => row.holder === null || (row.leaseUntilMs ?? 0) <= nowMs;

const leaseOf = ({ shard, epoch }: ShardLease): ShardLease => ({ shard, epoch });

export function takeShard(
  db: MemoryDatabase,
  row: ShardRecord,
  holder: string,
  leaseMs: number,
  epoch: number,
): ShardLease {
  putShard(db, row, { ...row, epoch, holder, leaseUntilMs: db.nowMs() + leaseMs }, holder);
  return { shard: row.shard, epoch };
}
