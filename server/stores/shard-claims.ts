/**
 * The shard directory's records: this region's own rows, which are the word on what it owns, and the other region's rows as it last
 * told them, which are only shown.
 */
import type { ShardClaim } from '../domain/ownership';
import type { Region } from '../domain/region';
import { epochMs, type Sql } from './sql';

export interface PeerClaims {
  readonly region: Region;
  readonly claims: readonly ShardClaim[];
  /** By this database's clock. */
  readonly heardAtMs: number;
}

export interface ShardClaimStore {
  own(): Promise<ShardClaim[]>;
  /** What the other region said, kept so that a restart during a cut still knows it. */
  hear(region: Region, claims: readonly ShardClaim[]): Promise<void>;
  heard(): Promise<PeerClaims | null>;
  /** The other region owns it at a higher epoch: closes the own row. False: the own one is closed or newer. */
  stepDown(shard: number, region: Region, peer: Region, peerEpoch: number): Promise<boolean>;
}

export function shardClaimStore(sql: Sql): ShardClaimStore {
  return {
    own: () =>
      sql.rows<ShardClaim>(
        'shard_claims_own',
        `select shard, region, epoch, standing, holder, ${epochMs('lease_until')} as "leaseUntilMs" from orders.shards order by shard`,
        [],
      ),
    async hear(region, claims) {
      await sql.rows(
        'shard_claims_hear',
        `insert into orders.peer_shards (region, claims, heard_at) values ($1, $2::jsonb, clock_timestamp())
         on conflict (region) do update set claims = excluded.claims, heard_at = excluded.heard_at`,
        [region, JSON.stringify(claims)],
      );
    },
    async stepDown(shard, region, peer, peerEpoch) {
      const rows = await sql.rows<{ stepped: boolean }>(
        'shard_claims_step_down',
        'select orders.step_down($1, $2, $3, $4) as stepped',
        [shard, region, peer, peerEpoch],
      );
      return rows[0]?.stepped ?? false;
    },
    async heard() {
      const rows = await sql.rows<PeerClaims>(
        'shard_claims_heard',
        `select region, claims, ${epochMs('heard_at')} as "heardAtMs" from orders.peer_shards`,
        [],
      );
      return rows[0] ?? null;
    },
  };
}
