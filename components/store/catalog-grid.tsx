import type { CartAction } from './cart-lines';
import styles from './catalog-grid.module.css';
import { ProductCard } from './product-card';
import type { Product } from './resources';

interface CatalogGridProps {
  readonly products: readonly Product[];
  /** Empty while recommendations are shed: the row is then absent, and nothing else changes. */
  readonly recommended: readonly Product[];
  readonly add: CartAction;
}

export function CatalogGrid({ products, recommended, add }: CatalogGridProps) {
  return (
    <>
      {products.length === 0 ? <p className="soft">Nothing stands on this shelf.</p> : null}
      <ul className={styles.grid}>
        {products.map((product) => (
          <ProductCard key={product.sku} product={product} add={add} />
        ))}
      </ul>
      {recommended.length === 0 ? null : (
        <section className={styles.recommended} aria-labelledby="recommended">
          <h2 id="recommended">From our shelves today</h2>
          <ul className={styles.grid}>
            {recommended.map((product) => (
              <ProductCard key={product.sku} product={product} add={add} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
