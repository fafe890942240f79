import Link from 'next/link';
import { shortenMiddle } from '@/components/ui/id';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';

export interface DeadLetter {
  readonly messageId: string;
  readonly orderId: string;
  readonly consumer: string;
  readonly schema: string;
  readonly attempts: number;
  readonly reason: string;
  readonly parkedAtMs: number;
}

/** Messages that were kept with their reason; nothing of them is lost. */
export function DeadLetters({ letters }: { letters: readonly DeadLetter[] }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>Order</th>
          <th>Consumer</th>
          <th>Message</th>
          <th className={table.number}>Tries</th>
          <th>Reason</th>
          <th className={table.number}>Parked</th>
        </tr>
      </thead>
      <tbody>
        {letters.map((letter) => (
          <tr key={`${letter.messageId} ${letter.consumer}`}>
            <td>
              <Link
                className={table.id}
                href={`/console/orders/${encodeURIComponent(letter.orderId)}`}
                prefetch={false}
              >
                {shortenMiddle(letter.orderId, 22)}
              </Link>
            </td>
            <td>{letter.consumer}</td>
            <td className="soft" title={letter.messageId}>
              {letter.schema}
            </td>
            <td className={`soft ${table.number}`}>{letter.attempts}</td>
            <td className={table.second} title={letter.reason}>
              {letter.reason}
            </td>
            <td className={`soft ${table.number}`}>
              <Time at={letter.parkedAtMs} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
