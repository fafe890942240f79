import { isFinal } from '@/server/domain/order';
import { moneyWords } from '@/server/domain/money-words';
import type { OrderResource } from './resources';
import styles from './status-questions.module.css';
import { moneyOf } from './wire';

/** The two questions that people call about, answered only as far as the evidence allows. */
export function StatusQuestions({ order }: { order: OrderResource }) {
  if (isFinal(order.state)) return null;
  const total = moneyWords(moneyOf(order.total));
  if (order.pay_again === 'possible')
    return (
      <dl className={styles.questions}>
        <dt>Was I charged?</dt>
        <dd>No. No payment was sent for this order.</dd>
      </dl>
    );
  return (
    <dl className={styles.questions}>
      <dt>My bank shows {total}. Was I charged?</dt>
      <dd>It can be a hold. There is one at most, and it is released if the order is not completed.</dd>
      <dt>Should I order again?</dt>
      <dd>No. This order is kept, and so are its items.</dd>
    </dl>
  );
}
