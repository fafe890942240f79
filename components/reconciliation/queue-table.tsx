'use client';

import { shortenMiddle } from '@/components/ui/id';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import { automaticStepWords } from '@/server/domain/automatic-step';
import type { QueueRule } from '@/server/domain/case-queue';
import { roughSpan } from '@/server/domain/instant-words';
import { moneyWords } from '@/server/domain/money-words';
import { Due } from './due';
import { type CaseAddress, caseKeyOf, type QueueRow, rowIdOf } from './queue-row';
import styles from './queue-table.module.css';

interface QueueTableProps {
  readonly rows: readonly QueueRow[];
  readonly sortedBy: QueueRule['orderedBy'];
  readonly nowMs: number;
  /** The e-mail address of who looks. */
  readonly who: string;
  readonly open: CaseAddress | null;
  /** The row that the keys move; null before the first move. */
  readonly current: string | null;
  readonly selected: ReadonlySet<string>;
  readonly choose: (row: QueueRow) => void;
  readonly select: (key: string, on: boolean) => void;
  readonly selectAll: (on: boolean) => void;
}

function ownerWords({ owner, repair }: QueueRow, who: string): string {
  if (repair?.state === 'proposed') return 'awaits 2nd person';
  if (owner === null) return 'unclaimed';
  return owner === who ? 'you' : owner.replace(/@.*$/, '');
}

function Row({ row, ...props }: { row: QueueRow } & Omit<QueueTableProps, 'rows' | 'selectAll' | 'sortedBy'>) {
  const { choose, current, nowMs, open, select, selected, who } = props;
  const key = caseKeyOf(row);
  const name = row.orderId === '' ? 'no order' : row.orderId;
  return (
    <tr
      id={rowIdOf(key)}
      className={styles.row}
      tabIndex={current === key ? 0 : -1}
      aria-selected={open !== null && caseKeyOf(open) === key}
      onClick={() => choose(row)}
    >
      <td className={styles.pick}>
        <input
          type="checkbox"
          aria-label={`Select the case of ${name}`}
          checked={selected.has(key)}
          onClick={(event) => event.stopPropagation()}
          onChange={(event) => select(key, event.currentTarget.checked)}
        />
      </td>
      <td>
        <Due dueAtMs={row.dueAtMs} nowMs={nowMs} />
      </td>
      <td>
        <button type="button" className={`${table.id} ${styles.open}`} title={row.orderId}>
          {shortenMiddle(name, 18)}
        </button>
      </td>
      <td className={`${table.second} ${styles.reason}`}>{row.reason}</td>
      <td className={`${table.number} ${styles.risk}`}>{moneyWords(row.atRisk)}</td>
      <td className={`soft ${table.number} ${styles.age}`}>
        <Time at={row.openedAtMs}>{roughSpan(nowMs - row.openedAtMs)}</Time>
      </td>
      <td className={`soft ${styles.evidence}`} title={row.lastEvidence?.kind.replaceAll('_', ' ')}>
        {row.lastEvidence === null ? (
          'none'
        ) : (
          <>
            {row.lastEvidence.kind.replaceAll('_', ' ')}, <Time at={row.lastEvidence.observedAtMs} relativeTo={nowMs} />
          </>
        )}
      </td>
      <td className={`soft ${styles.region}`}>
        {row.region}
        {row.order === null ? '' : ` ${row.order.ownerEpoch}`}
      </td>
      <td className={`${styles.owner} ${row.owner === null ? 'faint' : ''}`}>{ownerWords(row, who)}</td>
      <td className={`soft ${styles.next}`}>{automaticStepWords(row.nextStep, nowMs)}</td>
    </tr>
  );
}

/** Open cases in the preset's order; a row opens its case beside the list. */
export function QueueTable({ rows, selectAll, sortedBy, ...props }: QueueTableProps) {
  const all = rows.length > 0 && rows.every((row) => props.selected.has(caseKeyOf(row)));
  return (
    <div className={`${table.scroll} ${styles.frame}`} role="region" aria-label="Open cases" tabIndex={-1}>
      <table className={table.table}>
        <colgroup>
          <col className={styles.pick} />
          <col className={styles.due} />
          <col className={styles.order} />
          <col />
          <col className={styles.risk} />
          <col className={styles.age} />
          <col className={styles.evidence} />
          <col className={styles.region} />
          <col className={styles.owner} />
          <col className={styles.next} />
        </colgroup>
        <thead>
          <tr>
            <th className={styles.pick}>
              <input
                type="checkbox"
                className={styles.all}
                aria-label="Select all that are shown"
                checked={all}
                onChange={(event) => selectAll(event.currentTarget.checked)}
              />
            </th>
            <th aria-sort={sortedBy === 'due' ? 'ascending' : undefined}>Due</th>
            <th>Order</th>
            <th>Reason</th>
            <th className={table.number}>At risk</th>
            <th
              className={`${table.number} ${styles.age}`}
              aria-sort={sortedBy === 'opened' ? 'descending' : undefined}
            >
              Age
            </th>
            <th className={styles.evidence}>Last evidence</th>
            <th className={styles.region}>Region, epoch</th>
            <th className={styles.owner}>Owner</th>
            <th className={styles.next}>Next automatic step</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={caseKeyOf(row)} row={row} {...props} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
