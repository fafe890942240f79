import Link from 'next/link';
import { OrderStateMark } from '@/components/order/order-state';
import { CheckMark, DotMark } from '@/components/ui/marks';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import type { StatementState } from '@/server/domain/settlement-statement/settlement-statement';
import { DIFFERING_VERDICTS } from '@/server/domain/settlement-statement/verdict';
import { countOf, moneyOf, type StatementFacts } from './statement-answer';
import { StatementPeriodWords } from './statement-period';
import styles from './statements-table.module.css';

export interface StatementRow extends StatementFacts {
  readonly statementId: string;
  readonly fileName: string;
  readonly period: { readonly fromMs: number; readonly toMs: number };
  readonly importedAtMs: number;
  readonly importedBy: string;
}

function Standing({ row }: { row: StatementRow }) {
  const differing = DIFFERING_VERDICTS.reduce((sum, verdict) => sum + countOf(row.counts, verdict), 0);
  if (differing > 0)
    return (
      <span className={`tone ${styles.standing}`} data-tone="violet">
        <OrderStateMark state="needs_reconciliation" /> {differing.toLocaleString('en')} do not agree
      </span>
    );
  return (
    <span className={styles.standing}>
      <Mark state={row.state} /> {STATE_WORDS[row.state]}
    </span>
  );
}

const STATE_WORDS: Record<StatementState, string> = {
  importing: 'being compared',
  incomplete: 'not all compared',
  complete: 'agrees',
};

const Mark = ({ state }: { state: StatementState }) =>
  state === 'complete' ? <CheckMark holds /> : <DotMark tone={state === 'incomplete' ? 'amber' : 'neutral'} dashed />;

/** Statements, the newest first. */
export function StatementsTable({ rows }: { rows: readonly StatementRow[] }) {
  return (
    <div className={table.scroll} role="region" aria-label="Statements" tabIndex={0}>
      <table className={table.table}>
        <colgroup>
          <col />
          <col className={table.wide} style={{ width: 150 }} />
          <col className={table.wide} style={{ width: 90 }} />
          <col style={{ width: 170 }} />
          <col style={{ width: 150 }} />
          <col className={table.wide} style={{ width: 210 }} />
          <col className={table.wide} style={{ width: 130 }} />
        </colgroup>
        <thead>
          <tr>
            <th>File</th>
            <th className={table.wide}>Period</th>
            <th className={`${table.number} ${table.wide}`}>Lines</th>
            <th>Result</th>
            <th className={table.number}>At risk, at most</th>
            <th className={table.wide}>Imported by</th>
            <th className={`${table.number} ${table.wide}`} aria-sort="descending">
              Imported
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.statementId}>
              <td>
                <Link
                  href={`/console/reconciliation/statements/${row.statementId}`}
                  title={row.fileName}
                  prefetch={false}
                >
                  {row.fileName}
                </Link>
              </td>
              <td className={`soft ${table.wide}`}>
                <StatementPeriodWords {...row.period} />
              </td>
              <td className={`${table.number} ${table.wide}`}>{row.lines.toLocaleString('en')}</td>
              <td className={table.second}>
                <Standing row={row} />
              </td>
              <td className={table.number}>{moneyOf(row.counts, 'atRiskMinor', DIFFERING_VERDICTS)}</td>
              <td className={`soft ${table.wide}`}>{row.importedBy.replace(/^staff:/, '')}</td>
              <td className={`soft ${table.number} ${table.wide}`}>
                <Time at={row.importedAtMs} form="day-clock" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
