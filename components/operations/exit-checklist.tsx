import Link from 'next/link';
import { CheckMark } from '@/components/ui/marks';
import table from '@/components/ui/table.module.css';
import type { ExitRow } from './exit-rows';
import styles from './exit-checklist.module.css';

/** The evidence that must hold before anybody leaves: value, limit, witness, and the way to look at it. */
export function ExitChecklist({ rows }: { rows: readonly ExitRow[] }) {
  const holding = rows.find(({ holds }) => !holds);
  return (
    <table className={`${table.table} ${styles.exit}`}>
      <colgroup>
        <col style={{ width: 62 }} />
        <col />
        <col style={{ width: 96 }} />
        <col style={{ width: 104 }} />
        <col style={{ width: 270 }} />
        <col style={{ width: 126 }} />
      </colgroup>
      <thead>
        <tr>
          <th>
            <span className="sr">Holds</span>
          </th>
          <th>Evidence that must hold</th>
          <th className={table.number}>Now</th>
          <th>Limit</th>
          <th>Witness</th>
          <th>
            <span className="sr">Look at it</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.line} className={row === holding ? styles.hold : undefined}>
            <td className={styles.index}>
              <span className="faint">{row.number}</span>
              <CheckMark holds={row.holds} />
              <span className="sr">{row.holds ? 'holds' : 'does not hold yet'}</span>
            </td>
            <td className={row.holds ? undefined : 'medium'}>{row.title}</td>
            <td className={`${table.number} medium ${row.holds ? '' : 'tone'}`} data-tone="amber">
              {row.now}
            </td>
            <td className="faint">{row.limit}</td>
            <td className="soft" title={row.witness}>
              {row.witness}
            </td>
            <td>
              {row.link === null ? null : (
                <Link href={row.link.href} prefetch={false}>
                  {row.link.text}
                </Link>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
