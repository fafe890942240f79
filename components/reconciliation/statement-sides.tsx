import Link from 'next/link';
import { Time } from '@/components/ui/time';
import { type LineSides, lineSideRows } from '@/server/domain/settlement-statement/sides';
import { SidesTable, Silent } from './sides-table';

/** The line of a statement that opened the case, beside our record. */
export function StatementSides({ statement }: { statement: LineSides }) {
  const { createdAtMs, fileName, lineNo, statementId } = statement;
  return (
    <SidesTable
      caption="Our record and the statement’s"
      first={
        <>
          <b>Ours</b> when it was compared
        </>
      }
      second={
        <>
          <b>The statement’s</b>{' '}
          <Link href={`/console/reconciliation/statements/${encodeURIComponent(statementId)}`} prefetch={false}>
            {fileName}
          </Link>
          {lineNo > 0 ? `, line ${lineNo}` : ', no line'}, <Time at={createdAtMs} form="day-clock" />
        </>
      }
      rows={lineSideRows(statement).map(({ differs, field, ours, theirs }) => ({
        field,
        differs,
        first: ours ?? <Silent words="not ours" />,
        second: theirs ?? <Silent words="not theirs" />,
      }))}
    />
  );
}
