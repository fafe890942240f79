'use client';

import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { useAnswered } from '@/components/ui/use-answered';
import { moneyWords } from '@/server/domain/money-words';
import type { CartAction, CartNotice } from './cart-lines';
import styles from './checkout-start.module.css';
import type { WireMoney } from './resources';
import { StoreProblem } from './store-problem';
import { moneyOf } from './wire';

interface CheckoutStartProps {
  readonly cartVersion: number;
  readonly total: WireMoney;
  readonly start: CartAction;
}

const UNANSWERED: CartNotice = {
  text: 'No answer. Nothing was ordered or charged; please try again when you are connected.',
};

/** From the cart to an order id. Nothing is held or charged by this step. */
export function CheckoutStart({ cartVersion, total, start }: CheckoutStartProps) {
  const { form, sending, state: notice } = useAnswered<CartNotice>(start, { text: null }, UNANSWERED);
  return (
    <form {...form} className={styles.start}>
      <p className={styles.total}>
        <span>Total</span>
        <span>{moneyWords(moneyOf(total))}</span>
      </p>
      <input type="hidden" name="cart_version" value={cartVersion} />
      <Field
        label="Email"
        hint="We write once, when your order is confirmed."
        name="email"
        type="email"
        autoComplete="email"
        required
      />
      {notice.text ? <StoreProblem>{notice.text}</StoreProblem> : null}
      <Button type="submit" kind="primary" size="lg" disabled={sending}>
        {sending ? 'Opening checkout…' : 'Checkout'}
      </Button>
      <p className="meta">You see everything once more before you pay.</p>
    </form>
  );
}
