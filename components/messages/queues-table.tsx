import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import { roughSpan } from '@/server/domain/instant-words';
import styles from './queues-table.module.css';
import { type RegionAnswer, reached } from './region-messages';

const count = new Intl.NumberFormat('en');

/** What each consumer has still to be told, by region. A message is undelivered until the consumer's effect is durable. */
export function QueuesTable({ nowMs, regions }: { regions: readonly RegionAnswer[]; nowMs: number }) {
  const rows = reached(regions)
    .flatMap(({ consumers, region }) => consumers.map((queue) => ({ region, ...queue })))
    .toSorted((a, b) => a.consumer.localeCompare(b.consumer) || a.region.localeCompare(b.region));
  return (
    <table className={`${table.table} ${styles.queues}`}>
      <thead>
        <tr>
          <th>Consumer</th>
          <th>Region</th>
          <th className={table.number}>Undelivered</th>
          <th className={table.number}>Oldest</th>
          <th className={table.number}>Dead letters</th>
          <th>Last error</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ consumer, dead, lastError, oldestAtMs, region, undelivered }) => (
          <tr key={`${consumer} ${region}`}>
            <td className="medium">{consumer}</td>
            <td className={`soft ${styles.region}`}>{region}</td>
            <td className={`${table.number} ${styles.undelivered}`}>{count.format(undelivered)}</td>
            <td className={`soft ${table.number} ${styles.oldest}`}>
              {oldestAtMs === null ? 'none' : <Time at={oldestAtMs}>{roughSpan(Math.max(0, nowMs - oldestAtMs))}</Time>}
            </td>
            <td className={`${table.number} ${styles.dead}`}>{count.format(dead)}</td>
            <td className={`soft ${styles.error}`} title={lastError ?? undefined}>
              {lastError ?? 'none'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
