import { formatInstant } from '@/components/ui/format-time';
import table from '@/components/ui/table.module.css';
import { CONSOLE_ZONE } from '@/components/ui/time';
import { figureWords, PRESSURE_CHARTS } from './pressure-charts-list';
import styles from './pressure-charts.module.css';
import type { DrawnPoint } from './pressure-points';

const COLUMNS = PRESSURE_CHARTS.flatMap(({ lines, title, unit }) =>
  lines.map(({ gauge, name }) => ({ gauge, unit, words: name === null ? title : `${title}, ${name}` })),
);

/** The same figures as rows, newest first; a row without any says so. */
export function PressureTable({ points }: { points: readonly DrawnPoint[] }) {
  return (
    <div className={styles.scroll} role="region" aria-label="Pressure as a table" tabIndex={0}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {COLUMNS.map(({ gauge, words }) => (
              <th key={gauge} scope="col" className="num">
                {words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map(({ atMs, reading }) => (
            <tr key={atMs}>
              <td>
                <time dateTime={new Date(atMs).toISOString()}>{formatInstant(atMs, 'clock', CONSOLE_ZONE)}</time>
              </td>
              {reading === null ? (
                <td colSpan={COLUMNS.length}>Nothing was measured.</td>
              ) : (
                COLUMNS.map(({ gauge, unit }) => (
                  <td key={gauge} className="num">
                    {figureWords(reading[gauge], unit)}
                  </td>
                ))
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
