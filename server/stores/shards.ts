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
  /** Tells that `holder` is alive and returns how many workers of the region are, it included. One not seen for `aliveMs` is gone. */
  attend(region: string, holder: string, aliveMs: number): Promise<number>;
  /** Gives up these shards, so that another worker may take its part. */
  surrender(holder: string, shards: readonly number[]): Promise<void>;
  /** Gives up every lease early (a clean stop), so that the next worker need not wait. */
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
        `select shard from orders.shards where region = $1 and standing <> 'closed' and (holder is null or lease_until <= clock_timestamp()) order by random() limit $2`,
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
    async attend(region, holder, aliveMs) {
      const rows = await sql.rows<{ alive: number }>(
        'shards_attend',
        // each writes its own row; the count reads what stood before it
        `with here as (
           insert into orders.workers (holder, region, seen_at) values ($2, $1, clock_timestamp())
           on conflict (holder) do update set seen_at = clock_timestamp()
         ), gone as (
           delete from orders.workers where region = $1 and holder <> $2 and seen_at < clock_timestamp() - $3 * 20 * interval '1 millisecond'
         )
         select 1 + count(*)::int as alive from orders.workers where region = $1 and holder <> $2 and seen_at > clock_timestamp() - $3 * interval '1 millisecond'`,
        [region, holder, aliveMs],
      );
      return rows[0]?.alive ?? 1;
    },
    async surrender(holder, shards) {
      await sql.rows(
        'shards_surrender',
        `update orders.shards set holder = null, lease_until = null, updated_at = clock_timestamp() where holder = $1 and shard = any($2::smallint[])`,
        [holder, shards],
      );
    },
    async release(holder) {
      await sql.rows(
        'shards_release',
        `with gone as (delete from orders.workers where holder = $1)
         update orders.shards set holder = null, lease_until = null, updated_at = clock_timestamp() where holder = $1`,
        [holder],
      );
    },
    async epochOf(shard, region) {
      const rows = await sql.rows<{ epoch: number }>(
        'shards_epoch_of',
        `select epoch from orders.shards where shard = $1 and region = $2 and standing <> 'closed'`,
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
