import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { shortenMiddle } from '@/components/ui/id';
import { CheckMark, DotMark } from '@/components/ui/marks';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import { orderHref } from '@/server/domain/order-href';
import type { MailRecord } from '@/server/domain/mail-record';
import styles from './mails-table.module.css';

interface MailsTableProps {
  readonly mails: readonly MailRecord[];
  readonly sending: string | null;
  readonly resend: (mail: MailRecord) => void;
}

const STATE_MARKS = {
  queued: <DotMark tone="neutral" dashed />,
  sent: <CheckMark holds />,
  failed: <DotMark tone="amber" dashed />,
} as const;

function State({ mail }: { mail: MailRecord }) {
  return (
    <span className={styles.state} title={mail.lastError ?? undefined}>
      {STATE_MARKS[mail.state]}
      {mail.state}
      {mail.attempts > 1 ? <span className="faint">try {mail.attempts}</span> : null}
    </span>
  );
}

/** Mails to customers, each its own repairable item: an order is confirmed whether or not its mail has left. */
export function MailsTable({ mails, sending, resend }: MailsTableProps) {
  return (
    <table className={`${table.table} ${styles.mails}`}>
      <colgroup>
        <col style={{ width: 130 }} />
        <col />
        <col style={{ width: 200 }} />
        <col style={{ width: 180 }} className={table.wide} />
        <col style={{ width: 128 }} className={table.wide} />
        <col style={{ width: 110 }} />
      </colgroup>
      <thead>
        <tr>
          <th>State</th>
          <th>Subject</th>
          <th>Recipient</th>
          <th className={table.wide}>Order</th>
          <th className={`${table.number} ${table.wide}`}>Queued</th>
          <th>
            <span className="sr">Action</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {mails.map((mail) => (
          <tr key={mail.messageId}>
            <td>
              <State mail={mail} />
            </td>
            <td className={styles.subject} title={mail.body}>
              {mail.subject}
            </td>
            <td className={`soft ${table.second}`} title={mail.recipient}>
              {mail.recipient}
            </td>
            <td className={table.wide}>
              <Link className={table.id} href={orderHref(mail.orderId)} prefetch={false}>
                {shortenMiddle(mail.orderId, 20)}
              </Link>
            </td>
            <td className={`soft ${table.number} ${table.wide}`}>
              <Time at={mail.queuedAtMs} form="day-clock" />
            </td>
            <td className={`${table.number} ${styles.again}`}>
              <Button
                size="sm"
                disabled={sending === mail.messageId}
                onClick={() => resend(mail)}
                aria-label={`Send “${mail.subject}” again to ${mail.recipient}`}
              >
                {sending === mail.messageId ? 'Queueing…' : 'Send again'}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
