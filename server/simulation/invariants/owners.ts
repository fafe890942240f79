/**
 * Who owns each shard, by what the regions' databases committed (witness D): the region that opened it last. S7: never two at once, and
 * in the middle of a hand-over neither decides. L1: what was begun is done or taken back.
 */
import { homeRegionOfShard, type Region, shardOf } from '../../domain/ids';
import type { Change } from '../memory/change';
import type { MemoryDatabase } from '../memory/memory-database';
import type { Report } from './violation';

export class OwnerWitness {
  private readonly open = new Map<number, ReadonlySet<Region>>();
  private readonly last = new Map<number, Region>();
  private readonly ever = new Set<string>();

  onChange(region: Region, change: Change, report: Report): void {
    if (change.kind !== 'standing') return;
    const { region: named, shard, standing } = change.after;
    const open = new Set(this.openIn(shard));
    if (named !== region || standing === 'closed') open.delete(region);
    else {
      open.add(region);
      this.last.set(shard, region);
      this.ever.add(`${region}/${shard}`);
    }
    this.open.set(shard, open);
    if (open.size > 1) report('S7', `shard ${shard} is open in both regions`);
  }

  /** While it is open nowhere, who had it last. */
  ownerOf(orderId: string): Region {
    return this.ownerOfShard(shardOf(orderId));
  }

  ownerOfShard(shard: number): Region {
    return this.last.get(shard) ?? homeRegionOfShard(shard);
  }

  /** Whether decisions of this order may be committed there now. */
  mayDecide(region: Region, orderId: string): boolean {
    return this.isOpenIn(region, shardOf(orderId));
  }

  isOpenIn(region: Region, shard: number): boolean {
    return this.openIn(shard).has(region);
  }

  /** Now or before: a call that left when it was its own is not wrong because it arrives later. */
  hadOrder(region: Region, orderId: string): boolean {
    const shard = shardOf(orderId);
    return homeRegionOfShard(shard) === region || this.ever.has(`${region}/${shard}`);
  }

  private openIn(shard: number): ReadonlySet<Region> {
    return this.open.get(shard) ?? new Set([homeRegionOfShard(shard)]);
  }
}

/** Each hand-over came to its end, no order is in two databases, and every shard is somebody's. */
export function checkHandOversAtRest(databases: Readonly<Record<Region, MemoryDatabase>>, report: Report): void {
  const { east, west } = databases;
  for (const [region, db] of Object.entries(databases))
    for (const { endedAtMs, handOverId, step, waitsFor } of db.handOvers.values())
      if (endedAtMs === null)
        report('L1', `${handOverId} stays at ${step} in the ${region} (${waitsFor ?? 'no reason'})`);
  for (const orderId of east.orders.keys())
    if (west.orders.has(orderId)) report('S7', `${orderId} is in both databases`);
  for (const { shard } of east.shards.values()) {
    const isOpen = (['east', 'west'] as const).some((region) => {
      const row = databases[region].shard(shard);
      return row?.region === region && row.standing === 'open';
    });
    if (!isOpen) report('L1', `shard ${shard} is open nowhere`);
  }
}
