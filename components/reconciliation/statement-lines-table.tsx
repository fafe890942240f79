import Link from 'next/link';
import { shortenMiddle } from '@/components/ui/id';
import table from '@/components/ui/table.module.css';
import { moneyWords } from '@/server/domain/money-words';
import type { Money } from '@/server/domain/money';
import { orderHref } from '@/server/domain/order-href';
import type { Region } from '@/server/domain/region';
import { signedMoneyWords } from '@/server/domain/settlement-statement/amount';
import {
  DIFFERENCE_WORDS,
  isDiffering,
  LINE_VERDICT_WORDS,
  type LineDifference,
  type LineVerdict,
  type SignedAmount,
} from '@/server/domain/settlement-statement/verdict';
import { caseHref } from './queue-row';
import styles from './statement-lines-table.module.css';

export interface StatementLineRow {
  readonly region: Region;
  readonly lineId: string;
  readonly lineNo: number;
  readonly verdict: LineVerdict;
  readonly orderId: string;
  readonly category: string;
  readonly theirs: SignedAmount | null;
  readonly ours: SignedAmount | null;
  readonly atRisk: Money | null;
  readonly differences: readonly LineDifference[];
  readonly caseId: string | null;
}

function Because({ differences }: { differences: readonly LineDifference[] }) {
  return differences.map(({ field, ours, theirs }) => (
    <div key={field}>
      <b className="medium">{DIFFERENCE_WORDS[field]}</b>: statement {theirs}, ours {ours}
    </div>
  ));
}

function Side({ amount, absent }: { amount: SignedAmount | null; absent: string }) {
  return amount === null ? <span className="faint">{absent}</span> : signedMoneyWords(amount.minor, amount.currency);
}

function OpenCase({ row }: { row: StatementLineRow }) {
  if (row.caseId !== null)
    return (
      <Link href={caseHref({ region: row.region, orderId: row.orderId, caseId: row.caseId })} prefetch={false}>
        open case
      </Link>
    );
  return <span className="faint">{isDiffering(row.verdict) ? 'closed' : ''}</span>;
}

/** Lines with both sides beside each other; where they differ both are marked, and it says in what. */
export function StatementLinesTable({ rows }: { rows: readonly StatementLineRow[] }) {
  return (
    <div className={table.scroll} role="region" aria-label="Lines" tabIndex={0}>
      <table className={`${table.table} ${styles.lines}`}>
        <colgroup>
          <col style={{ width: 210 }} />
          <col style={{ width: 140 }} />
          <col style={{ width: 124 }} />
          <col style={{ width: 124 }} />
          <col />
          <col style={{ width: 110 }} />
          <col style={{ width: 84 }} />
          <col className={table.wide} style={{ width: 150 }} />
        </colgroup>
        <thead>
          <tr>
            <th>Order</th>
            <th>Result</th>
            <th className={table.number}>Statement</th>
            <th className={table.number}>Ours</th>
            <th className={styles.because}>What differs</th>
            <th className={table.number}>At risk</th>
            <th>Case</th>
            <th className={table.wide}>Line of the file</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const differs = isDiffering(row.verdict) || undefined;
            return (
              <tr key={`${row.region} ${row.lineId}`}>
                <td>
                  {row.orderId === '' || row.verdict === 'missing_ours' ? (
                    <span className={table.id} title={row.orderId}>
                      {row.orderId === '' ? 'none named' : shortenMiddle(row.orderId, 24)}
                    </span>
                  ) : (
                    <Link className={table.id} href={orderHref(row.orderId)} title={row.orderId} prefetch={false}>
                      {shortenMiddle(row.orderId, 24)}
                    </Link>
                  )}
                </td>
                <td className={table.second}>{LINE_VERDICT_WORDS[row.verdict].word}</td>
                <td className={table.number} data-differs={differs}>
                  <span className={table.label}>statement </span>
                  <Side amount={row.theirs} absent="no line" />
                </td>
                <td className={table.number} data-differs={differs}>
                  <span className={table.label}>ours </span>
                  <Side amount={row.ours} absent={row.verdict === 'not_compared' ? '' : 'none'} />
                </td>
                <td className={styles.because}>
                  {row.differences.length === 0 ? (
                    <span className="faint">{row.category}</span>
                  ) : (
                    <Because differences={row.differences} />
                  )}
                </td>
                <td className={`${table.number} ${styles.risk}`}>
                  {row.atRisk === null ? '' : moneyWords(row.atRisk)}
                </td>
                <td>
                  {isDiffering(row.verdict) && row.caseId === null ? <span className={table.label}>case </span> : null}
                  <OpenCase row={row} />
                </td>
                <td className={`soft ${table.wide}`} title={row.lineId}>
                  {row.lineNo === 0
                    ? 'not in it'
                    : `${row.lineNo.toLocaleString('en')}, ${shortenMiddle(row.lineId, 14)}`}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
