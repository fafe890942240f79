import Link from 'next/link';
import { shortenMiddle } from '@/components/ui/id';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import type { Money } from '@/server/domain/money';
import type { MoneyStanding } from '@/server/domain/money-position';
import { moneyWords } from '@/server/domain/money-words';
import type { OrderState } from '@/server/domain/order';
import { orderHref } from '@/server/domain/order-href';
import { ORDER_REASON_WORDS, orderReasonFrom } from '@/server/domain/order-reason-words';
import { MoneyPositionMark } from './money-position-mark';
import { OrderStateLabel } from './order-state';

export interface OrderListRow {
  readonly orderId: string;
  readonly reference: string;
  readonly state: OrderState;
  readonly reason: string | null;
  readonly total: Money;
  readonly money: MoneyStanding;
  readonly email: string;
  readonly region: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

interface OrdersTableProps {
  readonly rows: readonly OrderListRow[];
  readonly nowMs: number;
}

/** A reason that this page does not know yet is shown as it is stored. */
function reasonWords(reason: string | null): string {
  const known = orderReasonFrom(reason);
  return known ? ORDER_REASON_WORDS[known] : (reason ?? '');
}

/** Orders, the newest first; a row opens the order. */
export function OrdersTable({ rows, nowMs }: OrdersTableProps) {
  return (
    <div className={table.scroll} role="region" aria-label="Orders" tabIndex={0}>
      <table className={table.table}>
        <colgroup>
          <col style={{ width: 178 }} />
          <col style={{ width: 176 }} />
          <col />
          <col style={{ width: 104 }} />
          <col className={table.wide} style={{ width: 118 }} />
          <col className={table.wide} style={{ width: 190 }} />
          <col className={table.wide} style={{ width: 136 }} />
          <col style={{ width: 84 }} />
        </colgroup>
        <thead>
          <tr>
            <th>Order</th>
            <th>State</th>
            <th>Because</th>
            <th className={table.number}>Total</th>
            <th className={table.wide}>Money</th>
            <th className={table.wide}>Customer</th>
            <th className={table.wide}>Reference</th>
            <th className={table.number} aria-sort="descending">
              Created
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.orderId}>
              <td>
                <Link className={table.id} href={orderHref(row.orderId)} prefetch={false}>
                  {shortenMiddle(row.orderId, 22)}
                </Link>
              </td>
              <td>
                <OrderStateLabel state={row.state} />
              </td>
              <td className={`soft ${table.second}`} title={reasonWords(row.reason)}>
                {reasonWords(row.reason)}
              </td>
              <td className={table.number}>{moneyWords(row.total)}</td>
              <td className={table.wide}>
                <MoneyPositionMark standing={row.money} words="word" />
              </td>
              <td className={`soft ${table.wide}`} title={row.email}>
                {row.email}
              </td>
              <td className={table.wide}>
                <span className={table.id}>{row.reference}</span>
              </td>
              <td className={`soft ${table.number} ${table.when}`}>
                <Time at={row.createdAtMs} relativeTo={nowMs} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
