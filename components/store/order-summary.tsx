import { timesQuantity } from '@/server/domain/money';
import { moneyWords } from '@/server/domain/money-words';
import { Good } from './good';
import styles from './order-summary.module.css';
import type { OrderLine, WireMoney } from './resources';
import { moneyOf } from './wire';

interface OrderSummaryProps {
  readonly reference: string;
  readonly lines: readonly OrderLine[];
  readonly total: WireMoney | null;
}

/** The reference to read out, what was ordered, and what it costs. */
export function OrderSummary({ reference, lines, total }: OrderSummaryProps) {
  return (
    <>
      <h2 className={styles.head}>Order reference</h2>
      <p className={styles.reference}>{reference}</p>
      <p className="meta">Read this out if you call us, +33 1 55 50 42 42.</p>
      {lines.length === 0 ? null : (
        <ul className={styles.lines}>
          {lines.map((line) => (
            <li key={line.sku} className={styles.line}>
              <div className={styles.picture}>
                <Good name={line.name ?? line.sku} />
              </div>
              <span>
                {line.name ?? line.sku}
                <span className={styles.pieces}>{line.quantity === 1 ? '1 piece' : `${line.quantity} pieces`}</span>
              </span>
              <span className="num">
                {line.price ? moneyWords(timesQuantity(moneyOf(line.price), line.quantity)) : null}
              </span>
            </li>
          ))}
        </ul>
      )}
      {total ? (
        <p className={styles.total}>
          <span>Total</span>
          <span className="num">{moneyWords(moneyOf(total))}</span>
        </p>
      ) : null}
    </>
  );
}
