/** The shop on its first day: 24 products, and how many of each a region has. The first 16 never run out in a demo or a benchmark. */
import type { CatalogueProduct, OpeningStock } from '../../server/stores/catalogue';
import type { Region } from '../../server/domain/region';

type Shelf = CatalogueProduct['category'];

/** Thousands: benchmarks and checks buy a lot. */
export const PLENTY = 50_000;

const row = (
  sku: string,
  name: string,
  priceMinor: number,
  category: Shelf,
  picture: string,
  stock: Partial<Record<Region, number>>,
) => ({ sku, name, priceMinor, category, picture, stock });

const plenty = { east: PLENTY, west: PLENTY };

const ROWS = [
  row('sku-9', 'Field kettle, 0.9 l', 4_900, 'kitchen', 'kettle', plenty),
  row('sku-2', 'Stoneware carafe, 1 l', 3_900, 'table', 'carafe', plenty),
  row('sku-3', 'Everyday bowl', 1_850, 'table', 'bowl', plenty),
  row('sku-1', 'Tall cup', 1_200, 'table', 'cup', plenty),
  row('sku-5', 'Deep plate', 2_400, 'table', 'plate', plenty),
  row('sku-6', 'Serving board, oak', 3_600, 'kitchen', 'board', plenty),
  row('sku-7', 'Storage jar', 2_700, 'kitchen', 'jar', plenty),
  row('sku-8', 'Reading lamp', 11_800, 'light', 'lamp', plenty),
  row('sku-4', 'Stove kettle, 1.6 l', 6_400, 'kitchen', 'kettle', plenty),
  row('sku-10', 'Espresso cup', 950, 'table', 'cup', plenty),
  row('sku-11', 'Side plate', 1_600, 'table', 'plate', plenty),
  row('sku-12', 'Salad bowl, large', 4_200, 'table', 'bowl', plenty),
  row('sku-13', 'Water carafe, 0.5 l', 2_900, 'table', 'carafe', plenty),
  row('sku-14', 'Bread board, beech', 3_100, 'kitchen', 'board', plenty),
  row('sku-15', 'Spice jar', 1_100, 'kitchen', 'jar', plenty),
  row('sku-16', 'Bedside lamp', 8_900, 'light', 'lamp', plenty),
  row('sku-17', 'Copper kettle, 1.2 l', 14_500, 'kitchen', 'kettle', { east: 40 }),
  row('sku-18', 'Candle lamp', 5_400, 'light', 'lamp', { east: 60 }),
  row('sku-19', 'Dinner plate, speckled', 2_650, 'table', 'plate', { west: 80 }),
  row('sku-20', 'Pantry jar, 2 l', 3_400, 'kitchen', 'jar', { west: 50 }),
  row('sku-21', 'Wine carafe, 0.75 l', 5_800, 'table', 'carafe', { east: 2, west: 1 }),
  row('sku-22', 'Mixing bowl', 3_300, 'table', 'bowl', { west: 1 }),
  row('sku-23', 'Cheese board, slate', 4_500, 'kitchen', 'board', { east: 2, west: 0 }),
  row('sku-24', 'Table lamp', 12_900, 'light', 'lamp', { east: 0, west: 0 }),
] as const;

export const CURRENCY = 'EUR';
export const SOLD_OUT_SKU = 'sku-24';

export const PRODUCTS: readonly CatalogueProduct[] = ROWS.map(({ stock: _, ...product }, index) => ({
  ...product,
  currency: CURRENCY,
  position: index + 1,
}));

/** What the past orders bought: all of it is plentiful in both regions. */
export const PLENTIFUL: readonly CatalogueProduct[] = PRODUCTS.slice(0, 16);

export function openingStock(region: Region): OpeningStock[] {
  return ROWS.flatMap(({ sku, stock }) => {
    const available = stock[region];
    return available === undefined ? [] : [{ sku, available }];
  });
}
