'use client';

import Link from 'next/link';
import { Fragment, type ReactNode } from 'react';
import { shortenMiddle } from '@/components/ui/id';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import { orderHref } from '@/server/domain/order-href';
import styles from './letters-table.module.css';
import { type Letter, letterKey } from './region-messages';

interface LettersTableProps {
  readonly letters: readonly Letter[];
  readonly nowMs: number;
  readonly selected: ReadonlySet<string>;
  readonly select: (key: string, on: boolean) => void;
  readonly selectAll: (on: boolean) => void;
  /** The letter that is open below its row. */
  readonly open: string | null;
  readonly toggle: (key: string) => void;
  readonly record: ReactNode;
}

/** Messages that could not be acted on, oldest first; a row opens to what is in it. */
export function LettersTable(props: LettersTableProps) {
  const { letters, nowMs, open, record, select, selectAll, selected, toggle } = props;
  const all = letters.length > 0 && letters.every((letter) => selected.has(letterKey(letter)));
  return (
    <table className={`${table.table} ${styles.letters}`}>
      <thead>
        <tr>
          <th className={styles.pick}>
            <input
              type="checkbox"
              aria-label="Select all that are shown"
              checked={all}
              onChange={(event) => selectAll(event.currentTarget.checked)}
            />
          </th>
          <th className={styles.age}>Parked</th>
          <th className={styles.order}>Order</th>
          <th className={styles.message}>Message</th>
          <th className={styles.consumer}>Consumer</th>
          <th>Reason</th>
          <th className={`${table.number} ${styles.tries}`}>Tries</th>
          <th className={`${styles.region} ${table.wide}`}>Region</th>
        </tr>
      </thead>
      <tbody>
        {letters.map((letter) => {
          const key = letterKey(letter);
          return (
            <Fragment key={key}>
              <tr id={`letter-${key}`} data-letter={key} tabIndex={-1} className={styles.row}>
                <td className={styles.pick}>
                  <input
                    type="checkbox"
                    aria-label={`Select ${nameOf(letter)} of ${letter.orderId}`}
                    checked={selected.has(key)}
                    onChange={(event) => select(key, event.currentTarget.checked)}
                  />
                </td>
                <td className={`${table.when} soft`}>
                  <Time at={letter.parkedAtMs} relativeTo={nowMs} />
                </td>
                <td className={`${table.second} ${styles.order}`}>
                  <Link className={table.id} href={orderHref(letter.orderId)} prefetch={false}>
                    {shortenMiddle(letter.orderId, 16)}
                  </Link>
                </td>
                <td className={table.second}>
                  <button
                    type="button"
                    className={styles.open}
                    aria-expanded={open === key}
                    onClick={() => toggle(key)}
                  >
                    {nameOf(letter)}
                  </button>
                </td>
                <td className={`soft ${table.second}`}>{letter.consumer}</td>
                <td className={table.second} title={letter.reason}>
                  {letter.reason}
                </td>
                <td className={`soft ${table.number}`}>{letter.attempts}</td>
                <td className={`soft ${table.wide}`}>{letter.region}</td>
              </tr>
              {open === key ? (
                <tr className={styles.opened}>
                  <td colSpan={8}>{record}</td>
                </tr>
              ) : null}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

/** A letter whose message has left the outbox has only its id. */
const nameOf = ({ messageId, schema, schemaVersion }: Letter): string =>
  schema === '' ? messageId : `${schema} ${schemaVersion}`;
