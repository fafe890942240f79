/** Each shard once, by what its owner says of itself; where the owner did not answer, by what the other region last heard of it. */
import { isOwn, type ShardClaim } from '@/server/domain/ownership';
import { otherRegion, type Region, REGIONS } from '@/server/domain/region';
import { SHARDS } from '@/server/domain/shard';
import type { RegionOwnership } from './ownership-view';

export interface ShardShown {
  readonly shard: number;
  /** Who owns it, or where it is on its way to. */
  readonly owner: Region;
  readonly epoch: number;
  readonly holder: string | null;
  readonly leaseUntilMs: number | null;
  readonly standing: 'open' | 'draining' | 'moving' | 'claimed_twice';
  readonly isSettled: boolean;
  readonly toldBy: Region;
  readonly toldAtMs: number;
}

interface Word {
  readonly claims: readonly ShardClaim[];
  readonly toldBy: Region;
  readonly atMs: number;
}

/** What is known of each region, from itself or from the other one. */
function wordOf(region: Region, regions: readonly RegionOwnership[]): Word | null {
  const own = regions.find((each) => each.region === region);
  if (own !== undefined) return { claims: own.claims, toldBy: region, atMs: own.nowMs };
  const heard = regions.find((each) => each.region === otherRegion(region))?.heard;
  return heard === null || heard === undefined
    ? null
    : { claims: heard.claims, toldBy: otherRegion(region), atMs: heard.atMs };
}

export function ownersOf(regions: readonly RegionOwnership[]): ShardShown[] {
  const words = REGIONS.flatMap((region) => {
    const word = wordOf(region, regions);
    return word === null ? [] : [{ region, ...word }];
  });
  return Array.from({ length: SHARDS }, (_, shard): ShardShown[] => {
    const said = words.flatMap((word) => {
      const claim = word.claims.find((each) => each.shard === shard);
      return claim === undefined ? [] : [{ ...word, claim }];
    });
    const owners = said.filter(({ claim, region }) => isOwn(region, claim));
    // while nobody owns it: the row with the highest epoch says where it goes
    const [newest] = [...(owners.length > 0 ? owners : said)].sort((a, b) => b.claim.epoch - a.claim.epoch);
    if (newest === undefined) return [];
    const { claim } = newest;
    const standing =
      owners.length > 1
        ? 'claimed_twice'
        : owners.length === 0
          ? 'moving'
          : claim.standing === 'draining'
            ? 'draining'
            : 'open';
    return [
      {
        shard,
        owner: claim.region,
        epoch: claim.epoch,
        holder: claim.holder,
        leaseUntilMs: claim.leaseUntilMs,
        standing,
        isSettled: standing === 'open' && (claim.holder !== null || newest.toldBy !== newest.region),
        toldBy: newest.toldBy,
        toldAtMs: newest.atMs,
      },
    ];
  }).flat();
}
