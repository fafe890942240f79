import type { Metadata } from 'next';
import { CartLines } from '@/components/store/cart-lines';
import { CheckoutStart } from '@/components/store/checkout-start';
import type { Cart } from '@/components/store/resources';
import { StoreProblem } from '@/components/store/store-problem';
import { StoreShell } from '@/components/store/store-shell';
import { ButtonLink } from '@/components/ui/button';
import { LocalTime } from '@/components/ui/local-time';
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

/** A copy says as of when it is; one that may be older than its owner would allow says so first. */
function CartAge({ cart }: { cart: Cart }) {
  const at = <LocalTime at={Date.parse(cart.fresh_as_of)} form="clock" />;
  switch (cart.freshness) {
    case 'owner':
      return null;
    case 'replica':
      return <p className="meta">As of {at}.</p>;
    case 'last_known':
      return (
        <StoreProblem>
          <strong>Last known.</strong> Your cart as of {at}. It is kept, but cannot be changed or ordered just now;
          please try again in a moment.
        </StoreProblem>
      );
    default:
      return cart.freshness satisfies never;
  }
}

function FilledCart({ cart }: { cart: Cart }) {
  return (
    <>
      <CartAge cart={cart} />
      <div className={styles.columns}>
        <section aria-label="Things in your cart">
          <CartLines lines={cart.lines} change={changeQuantity} />
        </section>
        <aside className={styles.aside} aria-label="Checkout">
          <CheckoutStart cartVersion={cart.version} total={cart.total} start={startCheckout} />
        </aside>
      </div>
    </>
  );
}

export default async function CartPage() {
  const [answer, pieces] = await Promise.all([visitorCart(), piecesInCart()]);
  return (
    <StoreShell pieces={pieces}>
      <h1 className={styles.title}>Your cart</h1>
      {answer?.kind === 'no_answer' || (answer?.kind === 'refused' && answer.status === 503) ? (
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
