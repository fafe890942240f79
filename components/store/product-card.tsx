import { moneyWords } from '@/server/domain/money-words';
import { AddForm } from './add-form';
import type { CartAction } from './cart-lines';
import { Good } from './good';
import styles from './product-card.module.css';
import type { Product } from './resources';
import { stockWords } from './shelf';
import { moneyOf } from './wire';

interface ProductCardProps {
  readonly product: Product;
  readonly add: CartAction;
}

export function ProductCard({ product, add }: ProductCardProps) {
  const stock = stockWords(product.stock);
  return (
    <li className={styles.item} id={product.sku} data-out={stock.available ? undefined : ''}>
      <div className={styles.picture}>
        <Good name={product.name} picture={product.picture} />
      </div>
      <h2 className={styles.name}>
        {product.name}
        <span className={styles.price}>{moneyWords(moneyOf(product.price))}</span>
      </h2>
      <div className={styles.bottom}>
        <span>{stock.words}</span>
        {stock.available ? <AddForm sku={product.sku} name={product.name} add={add} /> : null}
      </div>
    </li>
  );
}
