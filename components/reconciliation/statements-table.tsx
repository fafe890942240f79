import Link from 'next/link';
import { CheckMark } from '@/components/ui/marks';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import { DIFFERING_VERDICTS } from '@/server/domain/settlement-statement-verdict';
import { countOf, moneyOf, type StatementFacts } from './statement-answer';
import { StatementPeriodWords } from './statement-period';

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
      <span className="tone" data-tone="violet">
        {differing.toLocaleString('en')} do not agree
      </span>
    );
  switch (row.state) {
    case 'importing':
      return <span className="soft">being compared</span>;
    case 'incomplete':
      return <span>not all compared</span>;
    case 'complete':
      return <>agrees</>;
    default:
      return row.state satisfies never;
  }
}

/** Statements, the newest first. */
export function StatementsTable({ rows }: { rows: readonly StatementRow[] }) {
  return (
    <div className={table.scroll} role="region" aria-label="Statements" tabIndex={0}>
      <table className={table.table}>
        <colgroup>
          <col />
          <col className={table.wide} style={{ width: 150 }} />
          <col style={{ width: 90 }} />
          <col style={{ width: 170 }} />
          <col style={{ width: 150 }} />
          <col className={table.wide} style={{ width: 210 }} />
          <col className={table.wide} style={{ width: 130 }} />
        </colgroup>
        <thead>
          <tr>
            <th>File</th>
            <th className={table.wide}>Period</th>
            <th className={table.number}>Lines</th>
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
              <td className={table.number}>{row.lines.toLocaleString('en')}</td>
              <td className={table.second}>
                <CheckMark holds={row.state === 'complete'} tone={row.state === 'complete' ? 'neutral' : 'amber'} />{' '}
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
