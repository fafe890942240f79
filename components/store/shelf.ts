/** The shop's shelves; a product stands where the catalogue, else its name, says it belongs. */
import type { Product } from './resources';

export const SHELVES = [
  { id: 'all', word: 'Everything' },
  { id: 'kitchen', word: 'Kitchen' },
  { id: 'table', word: 'Table' },
  { id: 'light', word: 'Light' },
] as const;

export type Shelf = (typeof SHELVES)[number]['id'];

export function shelfFrom(text: string | undefined): Shelf {
  return SHELVES.find(({ id }) => id === text)?.id ?? 'all';
}

function shelfOf(product: Product): Shelf {
  const given = SHELVES.find(({ id }) => id === product.category?.toLowerCase());
  if (given) return given.id;
  if (/lamp|light|candle|lantern|pendant/i.test(product.name)) return 'light';
  if (/bowl|cup|mug|plate|carafe|glass|tumbler|saucer|platter|dish|jug|vase|napkin|linen/i.test(product.name))
    return 'table';
  return 'kitchen';
}

export function onShelf(products: readonly Product[], shelf: Shelf): readonly Product[] {
  return shelf === 'all' ? products : products.filter((product) => shelfOf(product) === shelf);
}

/** Few enough left to say so. */
const FEW = 5;

/** What a shopper may count on: the larger region's number, because either warehouse can send. */
export function stockWords(stock: Product['stock']): { readonly words: string; readonly available: boolean } {
  const known = [stock.east, stock.west].filter((pieces) => pieces !== null);
  if (known.length === 0) return { words: 'Stock not known right now', available: true };
  const pieces = known.reduce((sum, region) => sum + region, 0);
  if (pieces <= 0) return { words: 'Sold out', available: false };
  return { words: pieces <= FEW ? `${pieces} left` : 'In stock', available: true };
}
