import Link from 'next/link';
import { OrderStateLabel } from '@/components/order/order-state';
import { isFinal, ORDER_STATES, type OrderState } from '@/server/domain/order';
import styles from './undecided-orders.module.css';

const count = new Intl.NumberFormat('en');

/** Orders that are not decided, by state; each count opens its orders. */
export function UndecidedOrders({ byState }: { byState: Readonly<Partial<Record<OrderState, number>>> }) {
  return (
    <ul className={styles.states}>
      {ORDER_STATES.filter((state) => !isFinal(state)).map((state) => (
        <li key={state}>
          <Link href={`/console/orders?state=${state}`} prefetch={false}>
            <OrderStateLabel state={state} />
          </Link>
          <span className="num">{count.format(byState[state] ?? 0)}</span>
        </li>
      ))}
    </ul>
  );
}
