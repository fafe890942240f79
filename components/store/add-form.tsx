'use client';

import { Button } from '@/components/ui/button';
import { useAnswered } from '@/components/ui/use-answered';
import type { CartAction, CartNotice } from './cart-lines';
import styles from './product-card.module.css';

const UNANSWERED: CartNotice = { text: 'No answer. See your cart before you add it again.' };

interface AddFormProps {
  readonly sku: string;
  readonly name: string;
  readonly add: CartAction;
}

/** One more piece into the cart; says so where nobody knows whether it came there. */
export function AddForm({ add, name, sku }: AddFormProps) {
  const { form, sending, state: notice } = useAnswered<CartNotice>(add, { text: null }, UNANSWERED);
  return (
    <form {...form} aria-busy={sending}>
      <input type="hidden" name="sku" value={sku} />
      {notice.text === null ? null : (
        <p role="status" className="tone" data-tone="amber">
          {notice.text}
        </p>
      )}
      <Button type="submit" className={styles.add} aria-label={`Add ${name} to the cart`}>
        Add
      </Button>
    </form>
  );
}
