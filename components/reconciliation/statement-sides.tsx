import Link from 'next/link';
import { Time } from '@/components/ui/time';
import { type LineSides, lineSideRows } from '@/server/domain/settlement-statement-sides';
import styles from './case-sides.module.css';

/** The line of a statement that opened the case, beside our record; a row that differs says so in words too. */
export function StatementSides({ statement }: { statement: LineSides }) {
  const { createdAtMs, fileName, lineNo, statementId } = statement;
  return (
    <table className={styles.sides}>
      <caption className="sr">Our record and the statement’s</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="sr">Field</span>
          </th>
          <th scope="col">
            <b>Ours</b> when it was compared
          </th>
          <th scope="col">
            <b>The statement’s</b>{' '}
            <Link href={`/console/reconciliation/statements/${encodeURIComponent(statementId)}`} prefetch={false}>
              {fileName}
            </Link>
            {lineNo > 0 ? `, line ${lineNo}` : ', no line'}, <Time at={createdAtMs} form="day-clock" />
          </th>
        </tr>
      </thead>
      <tbody>
        {lineSideRows(statement).map(({ differs, field, ours, theirs }) => (
          <tr key={field} data-differs={differs || undefined}>
            <th scope="row">
              {field}
              {differs ? <span className="sr"> differs</span> : null}
            </th>
            <td className={ours === null ? 'faint' : undefined}>{ours ?? 'not ours'}</td>
            <td className={theirs === null ? 'faint' : undefined}>{theirs ?? 'not theirs'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
