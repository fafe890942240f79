/**
 * Recommendations: optional work, the first to be shed. The same for everybody for a day; only what is in stock, one of each shelf
 * before a second of any.
 */
export interface Recommendable {
  readonly sku: string;
  readonly category: string;
  readonly available: number;
}

/** @param day whole days since the epoch: the choice turns with it. */
export function recommend(products: readonly Recommendable[], day: number, count: number): readonly string[] {
  const inStock = products.filter((product) => product.available > 0);
  if (inStock.length === 0) return [];
  const turn = ((day % inStock.length) + inStock.length) % inStock.length;
  const turned = [...inStock.slice(turn), ...inStock.slice(0, turn)];
  const seen = new Map<string, number>();
  const ranked = turned.map((product) => {
    const before = seen.get(product.category) ?? 0;
    seen.set(product.category, before + 1);
    return { sku: product.sku, before };
  });
  return ranked
    .toSorted((a, b) => a.before - b.before)
    .slice(0, count)
    .map(({ sku }) => sku);
}
