/**
 * Which region owns a shard now. A region's own database is the only word on what that region owns: a shard whose row names another
 * region, or is closed, is not its own, whatever anybody else says. So two regions never both say "mine" of one shard as long as a
 * row is opened in one database only after it was closed in the other, at a higher epoch.
 */
import { otherRegion, type Region } from './region';
import { homeRegionOfShard, SHARDS } from './shard';

/**
 * `open`: its orders are placed and decided. `draining`: no new order is placed, what is under way is decided. `closed`: nothing
 * of it is written here; it belongs to the region that the row names, or is on its way there.
 */
export type ShardStanding = 'open' | 'draining' | 'closed';

/** A shard as one region's database has it. */
export interface ShardClaim {
  readonly shard: number;
  readonly region: Region;
  readonly epoch: number;
  readonly standing: ShardStanding;
  readonly holder: string | null;
  readonly leaseUntilMs: number | null;
}

/** What everybody who needs to know an order's owner asks. */
export interface ShardOwners {
  ownerOf(shard: number): Region;
  /** False while the shard is handed over, or is another region's. */
  takesNewOrders(shard: number, region: Region): boolean;
}

/** Where shards begin: for a store in which none was ever handed over. */
export const HOME_OWNERS: ShardOwners = {
  ownerOf: homeRegionOfShard,
  takesNewOrders: (shard, region) => homeRegionOfShard(shard) === region,
};

export function isOwn(region: Region, claim: ShardClaim | undefined): boolean {
  return claim !== undefined && claim.region === region && claim.standing !== 'closed';
}

/** By this region's own row: what is not its own is the other region's, or on its way there. */
export function ownerBy(region: Region, claim: ShardClaim | undefined): Region {
  if (claim === undefined) return otherRegion(region);
  return isOwn(region, claim) ? region : otherRegion(region);
}

/**
 * A shard that both regions' databases call their own, by what each was last read to say: must never be. A row that was read
 * before the other one rose says nothing, so only the highest epoch counts.
 */
export function claimedTwice(own: readonly ShardClaim[], region: Region, peers: readonly ShardClaim[]): number[] {
  const told = new Map(peers.map((claim) => [claim.shard, claim]));
  return own.flatMap((claim) => {
    const peer = told.get(claim.shard);
    return isOwn(region, claim) && isOwn(otherRegion(region), peer) ? [claim.shard] : [];
  });
}

/** The first shard of a region: whoever holds it does for the region what is to be done once. Null: it has none. */
export function firstShardOf(region: Region, owners: ShardOwners): number | null {
  for (let shard = 0; shard < SHARDS; shard++) if (owners.ownerOf(shard) === region) return shard;
  return null;
}
