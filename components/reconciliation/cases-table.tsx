import Link from 'next/link';
import { shortenMiddle } from '@/components/ui/id';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import { roughSpan } from '@/server/domain/instant-words';
import type { Money } from '@/server/domain/money';
import { moneyWords } from '@/server/domain/money-words';
import type { OrderState } from '@/server/domain/order';
import { orderHref } from '@/server/domain/order-href';
import type { Region } from '@/server/domain/region';
import { OrderStateLabel } from '@/components/order/order-state';
import { Due } from './due';
import { caseHref } from './queue-row';

export interface CaseRow {
  readonly region: Region;
  /** Empty for money that names no order: then the case has no page but its own. */
  readonly orderId: string;
  readonly caseId: string;
  readonly reason: string;
  /** Who holds it now; null for nobody. */
  readonly owner: string | null;
  readonly atRisk: Money;
  readonly openedAtMs: number;
  readonly dueAtMs: number;
  /** Null for money that names no order of ours. */
  readonly order: { readonly state: OrderState } | null;
}

const pageOf = (row: CaseRow): string => (row.orderId === '' ? caseHref(row) : `${orderHref(row.orderId)}#case`);

interface CasesTableProps {
  readonly cases: readonly CaseRow[];
  readonly nowMs: number;
  /** The first columns only, beside other things. */
  readonly brief?: boolean;
}

/** Open cases, the one that is due first on top. */
export function CasesTable({ cases, nowMs, brief = false }: CasesTableProps) {
  const wide = brief ? table.never : table.wide;
  return (
    <div className={table.scroll} role="region" aria-label="Open cases" tabIndex={0}>
      <table className={table.table}>
        <colgroup>
          <col style={{ width: 128 }} />
          <col style={{ width: 190 }} />
          <col />
          <col style={{ width: 110 }} />
          <col className={wide} style={{ width: 84 }} />
          <col className={wide} style={{ width: 190 }} />
          <col style={{ width: 150 }} />
          <col className={wide} style={{ width: 110 }} />
        </colgroup>
        <thead>
          <tr>
            <th aria-sort="ascending">Due</th>
            <th>Order</th>
            <th>Reason</th>
            <th className={table.number}>At risk</th>
            <th className={`${table.number} ${wide}`}>Age</th>
            <th className={wide}>Order state</th>
            <th>Owner</th>
            <th className={wide}>Opened</th>
          </tr>
        </thead>
        <tbody>
          {cases.map((each) => (
            <tr key={each.caseId}>
              <td>
                <Due dueAtMs={each.dueAtMs} nowMs={nowMs} />
              </td>
              <td>
                <Link className={table.id} href={pageOf(each)} prefetch={false}>
                  {each.orderId === '' ? 'no order' : shortenMiddle(each.orderId, 24)}
                </Link>
              </td>
              <td className={table.second}>{each.reason}</td>
              <td className={table.number}>{moneyWords(each.atRisk)}</td>
              <td className={`soft ${table.number} ${wide}`}>
                <Time at={each.openedAtMs}>{roughSpan(nowMs - each.openedAtMs)}</Time>
              </td>
              <td className={`soft ${wide}`}>
                {each.order ? <OrderStateLabel state={each.order.state} /> : 'no order'}
              </td>
              <td className={each.owner ? undefined : 'faint'}>{each.owner ?? 'unclaimed'}</td>
              <td className={`soft ${wide}`}>
                <Time at={each.openedAtMs} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
