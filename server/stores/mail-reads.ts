/** Mails as people read them: those of one order, and the newest of all with the failed ones first. */
import type { MailRecord } from '../domain/mail-record';
import { epochMs, type Sql } from './sql';

export interface MailReadStore {
  /** Oldest first. */
  ofOrder(orderId: string): Promise<MailRecord[]>;
  get(orderId: string, messageId: string): Promise<MailRecord | null>;
  /** Failed ones first, then the newest. */
  newest(limit: number): Promise<MailRecord[]>;
}

const MAIL_COLUMNS = `m.order_id as "orderId", m.message_id as "messageId", m.recipient, m.subject, m.body, m.state, m.attempts,
  m.last_error as "lastError", ${epochMs('m.queued_at')} as "queuedAtMs", ${epochMs('m.sent_at')} as "sentAtMs"`;

export function mailReadStore(sql: Sql): MailReadStore {
  return {
    ofOrder: (orderId) =>
      sql.rows<MailRecord>(
        'mail_reads_of_order',
        `select ${MAIL_COLUMNS} from messaging.mails m where m.order_id = $1 order by m.queued_at, m.message_id`,
        [orderId],
      ),
    async get(orderId, messageId) {
      const rows = await sql.rows<MailRecord>(
        'mail_reads_get',
        `select ${MAIL_COLUMNS} from messaging.mails m where m.order_id = $1 and m.message_id = $2`,
        [orderId, messageId],
      );
      return rows[0] ?? null;
    },
    newest: (limit) =>
      sql.rows<MailRecord>(
        'mail_reads_newest',
        // two short walks of two indexes, never the whole table
        `with failed as (select * from messaging.mails where state <> 'sent' and state = 'failed' order by queued_at desc limit $1),
           newest as (select * from messaging.mails where state <> 'failed' order by queued_at desc limit $1)
         select ${MAIL_COLUMNS} from (select * from failed union all select * from newest) m
         order by (m.state = 'failed') desc, m.queued_at desc limit $1`,
        [limit],
      ),
  };
}
