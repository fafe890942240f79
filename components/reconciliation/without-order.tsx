import { moneyWords } from '@/server/domain/money-words';
import type { Money } from '@/server/domain/money';
import styles from './repair-fields.module.css';

/** Money that no order of ours claims: what can be done about it, and where. */
export function WithoutOrder({ atRisk, orderId }: { orderId: string; atRisk: Money }) {
  return (
    <section className={styles.field} aria-label="What to do">
      <p className="soft">
        {orderId === ''
          ? 'The payment names no order of ours'
          : `The payment names ${orderId}, which is no order of ours`}
        : {moneyWords(atRisk)} at most, and no order that could be confirmed or given back from here. If it is to go
        back, give it back at the provider by its reference. Then close the case here with a verdict.
      </p>
    </section>
  );
}
