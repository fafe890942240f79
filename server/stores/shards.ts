/**
 * Shard leases and epochs, by the database's clock. Taking a lease raises the epoch: the fencing token under which every
 * decision commits. A worker that lost its lease holds an old epoch and changes nothing.
 */
import { epochMs, type Sql } from './sql';

export interface ShardLease {
  readonly shard: number;
  readonly epoch: number;
}

export interface ShardRow extends ShardLease {
  readonly region: string;
  readonly holder: string | null;
  readonly leaseUntilMs: number | null;
}

export interface ShardStore {
  /** Extends every lease that `holder` still has; the returned ones are its own. */
  renew(holder: string, leaseMs: number): Promise<ShardLease[]>;
  /** Takes up to `most` free or expired shards of the region, each at a higher epoch. */
  take(region: string, holder: string, leaseMs: number, most: number): Promise<ShardLease[]>;
  /** Gives up leases early (a clean stop), so that the next worker need not wait. */
  release(holder: string): Promise<void>;
  list(): Promise<ShardRow[]>;
  /** The current epoch, null when the region does not own the shard; for the gateway, which decides nothing final. */
  epochOf(shard: number, region: string): Promise<number | null>;
}

export function shardStore(sql: Sql): ShardStore {
  return {
    renew: (holder, leaseMs) =>
      sql.rows<ShardLease>(
        'shards_renew',
        `update orders.shards set lease_until = clock_timestamp() + $2 * interval '1 millisecond', updated_at = clock_timestamp()
         where holder = $1 and lease_until > clock_timestamp() returning shard, epoch`,
        [holder, leaseMs],
      ),
    async take(region, holder, leaseMs, most) {
      const free = await sql.rows<{ shard: number }>(
        'shards_free',
        `select shard from orders.shards where region = $1 and (holder is null or lease_until <= clock_timestamp()) order by random() limit $2`,
        [region, most],
      );
      const taken: ShardLease[] = [];
      for (const { shard } of free) {
        // take_shard waits for decisions under the old epoch to end (exclusive lock), then raises it
        const rows = await sql.rows<ShardLease>(
          'shards_take',
          'select shard, epoch from orders.take_shard($1, $2, $3, $4)',
          [shard, region, holder, leaseMs],
        );
        taken.push(...rows);
      }
      return taken;
    },
    async release(holder) {
      await sql.rows(
        'shards_release',
        `update orders.shards set holder = null, lease_until = null, updated_at = clock_timestamp() where holder = $1`,
        [holder],
      );
    },
    async epochOf(shard, region) {
      const rows = await sql.rows<{ epoch: number }>(
        'shards_epoch_of',
        'select epoch from orders.shards where shard = $1 and region = $2',
        [shard, region],
      );
      return rows[0]?.epoch ?? null;
    },
    list: () =>
      sql.rows<ShardRow>(
        'shards_list',
        `select shard, epoch, region, holder, ${epochMs('lease_until')} as "leaseUntilMs" from orders.shards order by shard`,
        [],
      ),
  };
}
