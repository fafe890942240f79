/**
 * Which shard an order lives on: a function of its id alone, the same in both regions and for as long as the order is kept.
 * A shard has one owner region at a time; so an order has one.
 */
import { fnv1a64 } from './fnv';
import type { Region } from './region';

export const SHARDS = 32;

/** From 0 to 31. */
export function shardOf(orderId: string): number {
  return Number(fnv1a64(orderId) % BigInt(SHARDS));
}

/** Where a shard begins: 0 to 15 east, 16 to 31 west. The lease in the database says where it is now. */
export function homeRegionOfShard(shard: number): Region {
  return shard < SHARDS / 2 ? 'east' : 'west';
}
