import Link from 'next/link';
import { Fragment, useState } from 'react';
import { shortenMiddle } from '@/components/ui/id';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import { person } from '@/server/domain/evidence-sentence';
import { orderHref } from '@/server/domain/order-href';
import styles from './audit-table.module.css';

export interface AuditRow {
  readonly seq: number;
  readonly atMs: number;
  readonly actor: string;
  readonly role: string;
  readonly action: string;
  readonly object: string;
  readonly operationId: string;
  readonly requestId: string | null;
  readonly reason: string | null;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
  readonly hash: string;
}

function Done({ object }: { object: string }) {
  const orderId = /^(?:case:)?((?:ord_|order-)[a-z0-9-]+)/.exec(object)?.[1];
  const short = shortenMiddle(object, 26);
  return orderId === undefined ? (
    <span className={table.id} title={object}>
      {short}
    </span>
  ) : (
    <Link className={table.id} href={orderHref(orderId)} title={object} prefetch={false}>
      {short}
    </Link>
  );
}

/** All that the entry keeps, in full, as it is chained. */
function Entry({ row }: { row: AuditRow }) {
  const facts: [string, string][] = [
    ['by', `${row.actor}, ${row.role}`],
    ...(row.reason === null ? [] : [['because', row.reason] as [string, string]]),
    ['to', row.object],
    ['operation', row.operationId],
    ...(row.requestId === null ? [] : [['request', row.requestId] as [string, string]]),
    ...Object.entries(row.detail).map(([name, value]): [string, string] => [name, String(value)]),
    ['hash', row.hash],
  ];
  return (
    <dl className={styles.entry}>
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd className="id">{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** Entries of one chain, the newest first; its number opens what an entry keeps. */
export function AuditTable({ entries }: { entries: readonly AuditRow[] }) {
  const [open, setOpen] = useState<number | null>(null);
  return (
    <div className={table.scroll} role="region" aria-label="Audit" tabIndex={0}>
      <table className={`${table.table} ${styles.audit}`}>
        <colgroup>
          <col style={{ width: 64 }} />
          <col style={{ width: 132 }} />
          <col style={{ width: 150 }} />
          <col style={{ width: 190 }} />
          <col style={{ width: 220 }} />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th aria-sort="descending">No</th>
            <th>When</th>
            <th>Who</th>
            <th>Did</th>
            <th>To</th>
            <th>Because</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((row) => (
            <Fragment key={row.seq}>
              <tr>
                <td>
                  <button
                    type="button"
                    className={styles.open}
                    aria-expanded={open === row.seq}
                    aria-label={`Entry ${row.seq}`}
                    onClick={() => setOpen(open === row.seq ? null : row.seq)}
                  >
                    {row.seq}
                  </button>
                </td>
                <td className={`soft ${styles.when}`}>
                  <Time at={row.atMs} form="day-clock" />
                </td>
                <td title={`${row.actor}, ${row.role}`}>{person(row.actor)}</td>
                <td>
                  <span className={table.id} title={row.action}>
                    {row.action}
                  </span>
                </td>
                <td className={table.second}>
                  <Done object={row.object} />
                </td>
                <td className={`soft ${table.second}`} title={row.reason ?? undefined}>
                  {row.reason ?? ''}
                </td>
              </tr>
              {open === row.seq ? (
                <tr>
                  <td colSpan={6} className={styles.opened}>
                    <Entry row={row} />
                  </td>
                </tr>
              ) : null}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
