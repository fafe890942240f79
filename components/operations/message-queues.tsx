import table from '@/components/ui/table.module.css';
import { roughSpan } from '@/server/domain/instant-words';

export interface QueueStanding {
  readonly consumer: string;
  readonly undelivered: number;
  readonly oldestAtMs: number | null;
  readonly dead: number;
  /** Of the oldest message that was tried without effect. */
  readonly lastError: string | null;
}

const count = new Intl.NumberFormat('en');

/** What each consumer has still to be told. An outbox row is undelivered until the consumer's effect is durable. */
export function MessageQueues({ queues, nowMs }: { queues: readonly QueueStanding[]; nowMs: number }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>Consumer</th>
          <th className={table.number}>Undelivered</th>
          <th className={table.number}>Oldest</th>
          <th className={table.number}>Dead letters</th>
          <th>Last error</th>
        </tr>
      </thead>
      <tbody>
        {queues.map(({ consumer, undelivered, oldestAtMs, dead, lastError }) => (
          <tr key={consumer}>
            <td className="medium">{consumer}</td>
            <td className={table.number}>{count.format(undelivered)}</td>
            <td className={`soft ${table.number}`}>{oldestAtMs === null ? 'none' : roughSpan(nowMs - oldestAtMs)}</td>
            <td className={table.number}>{count.format(dead)}</td>
            <td className={`soft ${table.second}`} title={lastError ?? undefined}>
              {lastError ?? 'none'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
