import Link from 'next/link';
import { CopyButton } from '@/components/ui/copy-button';
import { Pairs } from '@/components/ui/pairs';
import { Time } from '@/components/ui/time';
import { orderHref } from '@/server/domain/order-href';
import styles from './letter-record.module.css';
import type { LetterContent } from './region-messages';

/** One dead letter whole: why it is here, its ids, and the payload as it was published. */
export function LetterRecord({ letter }: { letter: LetterContent }) {
  const text = letter.payload === null ? null : JSON.stringify(letter.payload, null, 2);
  return (
    <div className={styles.record}>
      <div>
        <p className={styles.reason}>{letter.reason}</p>
        <Pairs
          pairs={[
            [
              'Message',
              <span key="id" className={styles.id}>
                {letter.messageId}
              </span>,
            ],
            ['Version', `${letter.schema} ${letter.schemaVersion}`],
            [
              'Published',
              letter.recordedAtMs === null ? (
                'not known'
              ) : (
                <Time key="at" at={letter.recordedAtMs} form="day-clock" reachable />
              ),
            ],
            ['Tries', `${letter.attempts}, put back ${letter.redrives} times before`],
            [
              'Operation',
              <span key="op" className={styles.id}>
                {letter.paymentOperation ?? 'none'}
              </span>,
            ],
            [
              'Request',
              <span key="req" className={styles.id}>
                {letter.requestId ?? 'none'}
              </span>,
            ],
          ]}
        />
        <Link className={styles.link} href={orderHref(letter.orderId)} prefetch={false}>
          The order’s timeline
        </Link>
      </div>
      <div className={styles.payload}>
        <p className="meta">
          Payload, as it was published {text === null ? null : <CopyButton text={text} what="payload" />}
        </p>
        <pre>{text ?? 'The message has left the outbox; it is in the archive.'}</pre>
      </div>
    </div>
  );
}
