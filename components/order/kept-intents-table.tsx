import Link from 'next/link';
import { shortenMiddle } from '@/components/ui/id';
import { DotMark } from '@/components/ui/marks';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import { roughSpan } from '@/server/domain/instant-words';
import type { KeptIntentState } from '@/server/domain/kept-intent';
import { KEPT_INTENT_WORDS } from '@/server/domain/kept-intent-words';
import { type Money, money } from '@/server/domain/money';
import { moneyWords } from '@/server/domain/money-words';
import { orderHref } from '@/server/domain/order-href';
import styles from './kept-intent-page.module.css';

export interface KeptIntentListRow {
  readonly orderId: string;
  readonly reference: string;
  readonly state: KeptIntentState;
  readonly keptBy: string;
  readonly owner: string;
  readonly email: string;
  readonly total: Money | null;
  readonly keptAtMs: number;
  readonly expiresAtMs: number;
  readonly attempts: number;
  readonly lastError: string | null;
}

/** Intents that a region keeps for the other; a row opens its page. They are not orders: nothing was decided by keeping them. */
export function KeptIntentsTable({ rows, nowMs }: { rows: readonly KeptIntentListRow[]; nowMs: number }) {
  return (
    <div className={table.scroll} role="region" aria-label="Kept intents" tabIndex={0}>
      <table className={table.table}>
        <colgroup>
          <col style={{ width: 178 }} />
          <col style={{ width: 168 }} />
          <col style={{ width: 112 }} />
          <col />
          <col style={{ width: 104 }} />
          <col className={table.wide} style={{ width: 172 }} />
          <col className={table.wide} style={{ width: 128 }} />
          <col style={{ width: 84 }} />
        </colgroup>
        <thead>
          <tr>
            <th>Order</th>
            <th>Intent</th>
            <th>Kept by, for</th>
            <th>Last try</th>
            <th className={table.number}>Total</th>
            <th className={table.wide}>Customer</th>
            <th className={table.wide}>Reference</th>
            <th className={table.number}>Kept</th>
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
                <span className={styles.state}>
                  <DotMark tone={KEPT_INTENT_WORDS[row.state].tone} dashed={row.state !== 'settled'} />
                  {KEPT_INTENT_WORDS[row.state].word}
                </span>
              </td>
              <td>
                {row.keptBy}, for {row.owner}
              </td>
              <td className={`soft ${table.second}`} title={lastTry(row, nowMs)}>
                {lastTry(row, nowMs)}
              </td>
              <td
                className={`${table.number} ${table.second}`}
                title={row.total === null ? 'Its checkout is not known in this region.' : undefined}
              >
                {row.total === null ? 'not known' : moneyWords(money(row.total.amountMinor, row.total.currency))}
              </td>
              <td className={`soft ${table.wide}`} title={row.email}>
                {row.email}
              </td>
              <td className={table.wide}>
                <span className={table.id}>{row.reference}</span>
              </td>
              <td className={`soft ${table.number} ${table.when}`}>
                <Time at={row.keptAtMs} relativeTo={nowMs} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function lastTry({ attempts, expiresAtMs, lastError, state }: KeptIntentListRow, nowMs: number): string {
  const tried = `${attempts} ${attempts === 1 ? 'try' : 'tries'}${lastError === null ? '' : `, ${lastError}`}`;
  return state === 'kept' ? `${tried}; placed for ${roughSpan(Math.max(0, expiresAtMs - nowMs))} more` : tried;
}
