'use client';

import { Button } from '@/components/ui/button';
import { useAnswered } from '@/components/ui/use-answered';
import { moneyWords } from '@/server/domain/money-words';
import styles from './cart-lines.module.css';
import { Good } from './good';
import type { CartLine } from './resources';
import { StoreProblem } from './store-problem';
import { moneyOf } from './wire';

export interface CartNotice {
  readonly text: string | null;
}

export type CartAction = (before: CartNotice, form: FormData) => Promise<CartNotice>;

interface CartLinesProps {
  readonly lines: readonly CartLine[];
  readonly change: CartAction;
}

const UNANSWERED: CartNotice = {
  text: 'No answer. Your cart may or may not have changed: load this page again before you change it once more.',
};

interface QuantityFormProps {
  readonly line: CartLine;
  readonly notice: CartNotice;
  readonly form: ReturnType<typeof useAnswered>['form'];
}

function QuantityForm({ line: { sku, name, quantity }, form, notice }: QuantityFormProps) {
  return (
    <form {...form} className={styles.quantity}>
      <input type="hidden" name="sku" value={sku} />
      <input
        name="quantity"
        type="number"
        inputMode="numeric"
        min={0}
        max={99}
        defaultValue={quantity}
        // what stands in the cart, also after a quantity that cannot be kept
        key={`${quantity} ${notice.text}`}
        aria-label={`Pieces of ${name}`}
      />
      <Button type="submit" kind="quiet">
        Update
      </Button>
    </form>
  );
}

export function CartLines({ lines, change }: CartLinesProps) {
  const { form, sending, state: notice } = useAnswered<CartNotice>(change, { text: null }, UNANSWERED);
  return (
    <>
      {notice.text ? <StoreProblem>{notice.text}</StoreProblem> : null}
      <ul className={styles.lines} aria-busy={sending}>
        {lines.map((line) => {
          const { sku, name, unit_price, line_total } = line;
          return (
            <li key={sku} className={styles.line}>
              <div className={styles.picture}>
                <Good name={name} />
              </div>
              <div>
                <p className={styles.name}>{name}</p>
                <p className="faint">{moneyWords(moneyOf(unit_price))} each</p>
              </div>
              <QuantityForm line={line} form={form} notice={notice} />
              <span className={styles.sum}>{moneyWords(moneyOf(line_total))}</span>
              <form {...form} className={styles.remove}>
                <input type="hidden" name="sku" value={sku} />
                <input type="hidden" name="quantity" value="0" />
                <Button type="submit" kind="quiet" aria-label={`Remove ${name}`}>
                  Remove
                </Button>
              </form>
            </li>
          );
        })}
      </ul>
    </>
  );
}
