import type { ReactNode } from 'react';
import { OrderStateMark } from '@/components/order/order-state';
import { OrderSummary } from './order-summary';
import type { OrderResource } from './resources';
import { StatusLastKnown } from './status-last-known';
import { StatusQuestions } from './status-questions';
import { StatusSteps } from './status-steps';
import styles from './status-view.module.css';
import { KEPT_IN_SHORT, STATE_IN_SHORT, splitMessage } from './status-words';
import columns from './two-columns.module.css';

interface StatusViewProps {
  readonly order: OrderResource;
  readonly nextCheck: string | null;
  readonly nowMs: number;
  /** The button and when it was last checked. */
  readonly act: ReactNode;
  /** Shown above everything while the connection is lost. */
  readonly lost: ReactNode;
}

function inShort({ kept, state }: OrderResource): string {
  if (kept === undefined) return STATE_IN_SHORT[state];
  return kept.expired ? KEPT_IN_SHORT.expired : KEPT_IN_SHORT.waiting;
}

/** What is known of one order, for its customer: the largest text answers "am I done, and must I pay again". */
export function StatusView({ order, nextCheck, nowMs, act, lost }: StatusViewProps) {
  const { headline, rest } = splitMessage(order.customer_message, order.state);
  return (
    <>
      {lost}
      {order.last_known ? <StatusLastKnown order={order} /> : null}
      <div className={columns.columns}>
        <section aria-label="Status">
          <p className={styles.short} data-state={order.state}>
            <span className={styles.mark}>
              <OrderStateMark state={order.state} live />
            </span>
            {inShort(order)}
          </p>
          <div aria-live="polite" aria-atomic="true">
            <h1>{headline}</h1>
            {rest ? <p className={columns.sub}>{rest}</p> : null}
          </div>
          <StatusSteps order={order} nextCheck={nextCheck} nowMs={nowMs} />
          {act}
        </section>
        <aside className={columns.card} aria-label="Your order">
          <OrderSummary reference={order.reference} lines={order.lines ?? []} total={order.total} />
          <StatusQuestions order={order} />
        </aside>
      </div>
    </>
  );
}
