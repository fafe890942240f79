import type { ReactNode } from 'react';
import styles from './sides-table.module.css';

interface SidesTableProps {
  readonly caption: string;
  /** Heads of the two columns. */
  readonly first: ReactNode;
  readonly second: ReactNode;
  readonly rows: readonly {
    readonly field: string;
    readonly differs: boolean;
    readonly first: ReactNode;
    readonly second: ReactNode;
  }[];
  /** Names of fields are long. */
  readonly frozen?: true;
}

/** Two records of one thing beside each other; a row that differs says so in words too. */
export function SidesTable({ caption, first, frozen, rows, second }: SidesTableProps) {
  return (
    <table className={frozen ? `${styles.sides} ${styles.frozen}` : styles.sides}>
      <caption className="sr">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="sr">Field</span>
          </th>
          <th scope="col">{first}</th>
          <th scope="col">{second}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.field} data-differs={row.differs || undefined}>
            <th scope="row">
              {row.field}
              {row.differs ? <span className="sr"> differs</span> : null}
            </th>
            <td>{row.first}</td>
            <td>{row.second}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** One side says nothing of it. */
export const Silent = ({ words }: { words: string }) => <span className="faint">{words}</span>;
