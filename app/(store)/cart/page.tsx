import type { Metadata } from 'next';
import { CartLines } from '@/components/store/cart-lines';
import { CheckoutStart } from '@/components/store/checkout-start';
import type { Cart } from '@/components/store/resources';
import { StoreProblem } from '@/components/store/store-problem';
import { StoreShell } from '@/components/store/store-shell';
import { ButtonLink } from '@/components/ui/button';
import { changeQuantity, startCheckout } from '../cart-actions';
import { piecesInCart, visitorCart } from '../visitor';
import styles from './page.module.css';

export const metadata: Metadata = { title: 'Your cart' };

function EmptyCart() {
  return (
    <>
      <p className="soft">Nothing is in your cart.</p>
      <p className={styles.back}>
        <ButtonLink href="/" size="lg">
          See the shelves
        </ButtonLink>
      </p>
    </>
  );
}

function FilledCart({ cart }: { cart: Cart }) {
  return (
    <div className={styles.columns}>
      <section aria-label="Things in your cart">
        <CartLines lines={cart.lines} change={changeQuantity} />
      </section>
      <aside className={styles.aside} aria-label="Checkout">
        <CheckoutStart cartVersion={cart.version} total={cart.total} start={startCheckout} />
      </aside>
    </div>
  );
}

export default async function CartPage() {
  const [answer, pieces] = await Promise.all([visitorCart(), piecesInCart()]);
  return (
    <StoreShell pieces={pieces}>
      <h1 className={styles.title}>Your cart</h1>
      {answer?.kind === 'no_answer' ? (
        <StoreProblem>
          Your cart cannot be shown right now; it is kept. Please reload this page in a moment.
        </StoreProblem>
      ) : answer?.kind === 'ok' && pieces > 0 ? (
        <FilledCart cart={answer.body} />
      ) : (
        <EmptyCart />
      )}
    </StoreShell>
  );
}
