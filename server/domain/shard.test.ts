import { describe, expect, it } from 'vitest';
import { orderIdFrom } from './ids';
import { otherRegion, REGIONS } from './region';
import { homeRegionOfShard, SHARDS, shardOf } from './shard';

describe('shard', () => {
  it('never moves an order: known ids stay where they are', () => {
    expect(['order-1', 'order-42', 'ord_00000000000000000000000000'].map(shardOf)).toMatchInlineSnapshot(`
      [
        13,
        20,
        21,
      ]
    `);
  });

  it('spreads orders evenly: no shard has a quarter more or less than its share', () => {
    const counts = new Array<number>(SHARDS).fill(0);
    let state = 1;
    const byte = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) >> 16;
    for (let n = 0; n < 32_000; n++) {
      const shard = shardOf(orderIdFrom(Uint8Array.from({ length: 17 }, byte)));
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(750);
    expect(Math.max(...counts)).toBeLessThan(1250);
  });

  it('begins with half of the shards in each region', () => {
    const homes = Array.from({ length: SHARDS }, (_, shard) => homeRegionOfShard(shard));
    expect(homes.slice(0, 16).every((home) => home === 'east')).toBe(true);
    expect(homes.slice(16).every((home) => home === 'west')).toBe(true);
    expect(REGIONS.map(otherRegion)).toEqual(['west', 'east']);
  });
});
