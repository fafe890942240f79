/**
 * What a region is opened with: its shards, the shop's products and its stock. Every statement only adds what is not there, so
 * that a second run changes nothing, above all no epoch and no stock that orders have moved since.
 */
import type { Sql } from './sql';

export interface CatalogueProduct {
  readonly sku: string;
  readonly name: string;
  readonly priceMinor: number;
  readonly currency: string;
  readonly category: 'kitchen' | 'table' | 'light';
  readonly picture: string;
  /** In the shop, from 1. */
  readonly position: number;
}

export interface OpeningStock {
  readonly sku: string;
  readonly available: number;
}

export interface CatalogueStore {
  openShards(shards: readonly { readonly shard: number; readonly region: string }[]): Promise<void>;
  placeProducts(products: readonly CatalogueProduct[]): Promise<void>;
  /** Products must be placed first. A sku that is left out is not kept in this region. */
  placeStock(stock: readonly OpeningStock[]): Promise<void>;
}

export function catalogueStore(sql: Sql): CatalogueStore {
  return {
    async openShards(shards) {
      await sql.rows(
        'catalogue_open_shards',
        `insert into orders.shards (shard, region) select s.shard, s.region from jsonb_to_recordset($1::jsonb) as s(shard smallint, region text)
         on conflict (shard) do nothing`,
        [JSON.stringify(shards)],
      );
    },
    async placeProducts(products) {
      await sql.rows(
        'catalogue_place_products',
        `insert into inventory.products (sku, name, price_minor, currency, category, picture, position)
         select p.sku, p.name, p."priceMinor", p.currency, p.category, p.picture, p.position
         from jsonb_to_recordset($1::jsonb) as p(sku text, name text, "priceMinor" int, currency text, category text, picture text, position int)
         on conflict (sku) do nothing`,
        [JSON.stringify(products)],
      );
    },
    async placeStock(stock) {
      await sql.rows(
        'catalogue_place_stock',
        `insert into inventory.stock (sku, available) select s.sku, s.available from jsonb_to_recordset($1::jsonb) as s(sku text, available int)
         on conflict (sku) do nothing`,
        [JSON.stringify(stock)],
      );
    },
  };
}
