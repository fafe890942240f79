import Link from 'next/link';
import { shortenMiddle } from '@/components/ui/id';
import table from '@/components/ui/table.module.css';
import { orderHref } from '@/server/domain/order-href';
import type { BrokenOrder } from '@/server/domain/promise-check';

interface BrokenPromisesProps {
  /** At most what a check names. */
  readonly sample: readonly BrokenOrder[];
}

/** What breaks the promise: each order opens, and says why by itself. */
export function BrokenPromises({ sample }: BrokenPromisesProps) {
  return (
    <div className={table.scroll} role="region" aria-label="What breaks the promise" tabIndex={0}>
      <table className={table.table}>
        <colgroup>
          <col style={{ width: 230 }} />
          <col style={{ width: 96 }} />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th>Order</th>
            <th>Invariant</th>
            <th>Why</th>
          </tr>
        </thead>
        <tbody>
          {sample.map(({ invariant, orderId, why }) => (
            <tr key={`${invariant} ${orderId} ${why}`}>
              <td>
                {orderId === null ? (
                  <span className="faint">no order</span>
                ) : (
                  <Link className={table.id} href={orderHref(orderId)} title={orderId} prefetch={false}>
                    {shortenMiddle(orderId, 24)}
                  </Link>
                )}
              </td>
              <td>{invariant}</td>
              <td className={table.second} title={why}>
                {why}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
