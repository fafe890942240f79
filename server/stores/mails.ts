/** Notifications: each its own repairable item. The consumer's effect is the queued row; sending it is a later, separate fact. */
import type { Consumer } from '../contracts/messages';
import { epochMs, instant, type Sql } from './sql';

export interface MailRecord {
  readonly orderId: string;
  readonly messageId: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  readonly state: 'queued' | 'sent' | 'failed';
  readonly attempts: number;
  readonly lastError: string | null;
  readonly queuedAtMs: number;
  readonly sentAtMs: number | null;
}

export interface NewMail {
  readonly orderId: string;
  readonly messageId: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
}

export interface MailStore {
  /** The consumer's effect: queue the mail, remember the message, take it off the queue, all or nothing. False: already consumed. */
  consume(mail: NewMail, nowMs: number): Promise<boolean>;
  /** Queued mails whose next try is due, oldest first. */
  unsent(limit: number, nowMs: number): Promise<MailRecord[]>;
  /** What the try led to; after a failed one the next waits until `nextTryAtMs`. */
  settle(orderId: string, messageId: string, error: string | null, nowMs: number, nextTryAtMs: number): Promise<void>;
  /** Puts a failed or sent mail back into the queue. */
  requeue(orderId: string, messageId: string): Promise<boolean>;
  list(orderId: string | null, limit: number): Promise<MailRecord[]>;
}

const MAIL_COLUMNS = `order_id as "orderId", message_id as "messageId", recipient, subject, body, state, attempts, last_error as "lastError",
  ${epochMs('queued_at')} as "queuedAtMs", ${epochMs('sent_at')} as "sentAtMs"`;

/** Gives up after this many tries; a person resends from the console. */
export const MAIL_TRIES = 5;

/** The part of a consumer's statement that makes its effect happen once: first the inbox row, then everything that depends on it. */
export const consumedOnce = (consumer: Consumer, orderId: string, messageId: string, now: string): string => `
  once as (
    insert into messaging.inbox (order_id, consumer, message_id, consumed_at) values (${orderId}, '${consumer}', ${messageId}, ${instant(now)})
    on conflict do nothing returning 1
  ), off as (
    delete from messaging.deliveries where order_id = ${orderId} and message_id = ${messageId} and consumer = '${consumer}'
  )`;

export function mailStore(sql: Sql): MailStore {
  return {
    async consume(mail, nowMs) {
      const rows = await sql.rows(
        'mails_consume',
        `with ${consumedOnce('mail', '$1', '$2', '$6')}
         insert into messaging.mails (order_id, message_id, recipient, subject, body, queued_at)
         select $1, $2, $3, $4, $5, ${instant('$6')} from once returning 1`,
        [mail.orderId, mail.messageId, mail.recipient, mail.subject, mail.body, nowMs],
      );
      return rows.length === 1;
    },
    unsent: (limit, nowMs) =>
      sql.rows<MailRecord>(
        'mails_unsent',
        `select ${MAIL_COLUMNS} from messaging.mails where state = 'queued' and next_try_at <= ${instant('$2')} and not orders.is_closed(order_id) order by next_try_at limit $1`,
        [limit, nowMs],
      ),
    async settle(orderId, messageId, error, nowMs, nextTryAtMs) {
      await sql.rows(
        'mails_settle',
        `update messaging.mails set attempts = attempts + 1, last_error = $3,
           state = case when $3::text is null then 'sent' when attempts + 1 >= ${MAIL_TRIES} then 'failed' else 'queued' end,
           next_try_at = ${instant('$5')},
           sent_at = case when $3::text is null then ${instant('$4')} else sent_at end
         where order_id = $1 and message_id = $2 and state = 'queued'`,
        [orderId, messageId, error?.slice(0, 500) ?? null, nowMs, nextTryAtMs],
      );
    },
    async requeue(orderId, messageId) {
      const rows = await sql.rows(
        'mails_requeue',
        `update messaging.mails set state = 'queued', attempts = 0, last_error = null, next_try_at = now() where order_id = $1 and message_id = $2 and state <> 'queued' returning 1`,
        [orderId, messageId],
      );
      return rows.length === 1;
    },
    list: (orderId, limit) =>
      sql.rows<MailRecord>(
        'mails_list',
        `select ${MAIL_COLUMNS} from messaging.mails where $1::text is null or order_id = $1 order by (state = 'failed') desc, queued_at desc limit $2`,
        [orderId, limit],
      ),
  };
}
