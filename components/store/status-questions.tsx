import { isFinal } from '@/server/domain/order';
import { moneyWords } from '@/server/domain/money-words';
import type { OrderResource } from './resources';
import styles from './status-questions.module.css';
import { moneyOf } from './wire';

function KeptQuestions({ order, total }: { order: OrderResource; total: string }) {
  const again =
    order.pay_again === 'possible'
      ? 'Yes, if you still want it. This order is not placed any more.'
      : order.kept?.expired
        ? 'Not yet. We still ask whether this order went through.'
        : 'No. This order is placed by itself, once.';
  return (
    <dl className={styles.questions}>
      <dt>Was I charged?</dt>
      <dd>{chargedByKeeping(order, total)}</dd>
      <dt>Should I order again?</dt>
      <dd>{again}</dd>
    </dl>
  );
}

/** Only as far as it is known: the same order may have been sent to its owner before. */
function chargedByKeeping({ kept, money_position }: OrderResource, total: string): string {
  if (money_position === 'not_moved') return 'No. No payment was sent for this order.';
  const once = `If it already went through, that one charge of ${total} counts, and there is never a second.`;
  return kept?.sent === 'maybe' ? once : `Not by keeping it. ${once}`;
}

/** The two questions that people call about, answered only as far as the evidence allows. */
export function StatusQuestions({ order }: { order: OrderResource }) {
  if (isFinal(order.state)) return null;
  const total = moneyWords(moneyOf(order.total));
  if (order.kept !== undefined) return <KeptQuestions order={order} total={total} />;
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
      <dd>
        {(order.held_until ?? null) === null
          ? 'No. This order is kept; its items are not held any more.'
          : 'No. This order is kept, and so are its items.'}
      </dd>
    </dl>
  );
}
