import { IconShoppingBag } from '@tabler/icons-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { SHELVES, type Shelf } from './shelf';
import styles from './store-shell.module.css';

interface StoreShellProps {
  readonly children: ReactNode;
  /** Left out on pages where nothing should lead away from an open order. */
  readonly pieces?: number;
  readonly shelf?: Shelf;
  readonly footer?: ReactNode;
}

/** North Quay, the shop: its name, its shelves, the cart. */
export function StoreShell({ children, pieces, shelf, footer }: StoreShellProps) {
  return (
    <div className={styles.shop}>
      <a href="#main" className={styles.skip}>
        Skip to content
      </a>
      <header className={styles.head}>
        <Link className={styles.name} href="/">
          North Quay
        </Link>
        <nav className={styles.shelves} aria-label="Shelves">
          {SHELVES.map(({ id, word }) => (
            <Link
              key={id}
              href={id === 'all' ? '/' : `/?shelf=${id}`}
              aria-current={id === shelf ? 'page' : undefined}
              prefetch={false}
            >
              {word}
            </Link>
          ))}
        </nav>
        {pieces === undefined ? null : (
          <Link className={styles.cart} href="/cart" prefetch={false}>
            <IconShoppingBag size={18} stroke={1.6} aria-hidden />
            {pieces === 0 ? 'Cart' : `Cart, ${pieces}`}
          </Link>
        )}
      </header>
      <main id="main">{children}</main>
      <footer className={styles.foot}>
        {footer ?? <span>Prices include VAT.</span>}
        <span>An order is confirmed only when this shop says so.</span>
      </footer>
    </div>
  );
}
