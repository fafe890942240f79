/** Opens both regions: every shard known in both databases, the same products, each region's own stock. */
import { REGIONS, type Region } from '../../server/domain/region';
import { homeRegionOfShard, SHARDS } from '../../server/domain/shard';
import { catalogueStore } from '../../server/stores/catalogue';
import type { Sql } from '../../server/stores/sql';
import { openingStock, PRODUCTS } from './catalogue';

export async function placeCatalogue(databases: Readonly<Record<Region, Sql>>): Promise<void> {
  const shards = Array.from({ length: SHARDS }, (_, shard) => ({ shard, region: homeRegionOfShard(shard) }));
  await Promise.all(
    REGIONS.map(async (region) => {
      const store = catalogueStore(databases[region]);
      await store.openShards(shards);
      await store.placeProducts(PRODUCTS);
      await store.placeStock(openingStock(region));
    }),
  );
}
