/** Notifications: each its own repairable item. The consumer's effect is the queued row; sending it is a later, separate fact. */
import type { MailRecord } from '../domain/mail-record';
import { consumedOnce } from './consumed-once';
import { gatheredWrites } from './gathered-writes';
import { epochMs, instant, type Sql } from './sql';

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

export function mailStore(sql: Sql): MailStore {
  const consume = gatheredWrites<NewQueued, boolean>({
    keyOf: ({ mail }) => mail.orderId,
    writeMany: (mails) => queueMails(sql, mails),
  });
  const settle = gatheredWrites<Settled, void>({
    keyOf: ({ orderId }) => orderId,
    writeMany: (mails) => settleMails(sql, mails),
  });
  return {
    consume: (mail, nowMs) => consume({ mail, nowMs }),
    unsent: (limit, nowMs) =>
      sql.rows<MailRecord>(
        'mails_unsent',
        `select ${MAIL_COLUMNS} from messaging.mails where state = 'queued' and next_try_at <= ${instant('$2')} and not orders.is_closed(order_id) order by next_try_at limit $1`,
        [limit, nowMs],
      ),
    settle: (orderId, messageId, error, nowMs, nextTryAtMs) =>
      settle({ orderId, messageId, error, nowMs, nextTryAtMs }),
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

interface NewQueued {
  readonly mail: NewMail;
  readonly nowMs: number;
}

async function queueMails(sql: Sql, mails: readonly NewQueued[]): Promise<boolean[]> {
  const rows = await sql.rows<{ order_id: string }>(
    'mails_consume',
    `with input as materialized (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) as i(order_id, message_id, recipient, subject, body)
     ), ${consumedOnce('mail', '$6')}
     insert into messaging.mails (order_id, message_id, recipient, subject, body, queued_at)
     select i.order_id, i.message_id, i.recipient, i.subject, i.body, ${instant('$6')} from once o join input i on i.order_id = o.order_id returning order_id`,
    [
      mails.map(({ mail }) => mail.orderId),
      mails.map(({ mail }) => mail.messageId),
      mails.map(({ mail }) => mail.recipient),
      mails.map(({ mail }) => mail.subject),
      mails.map(({ mail }) => mail.body),
      Math.max(...mails.map(({ nowMs }) => nowMs)),
    ],
  );
  const queued = new Set(rows.map((row) => row.order_id));
  return mails.map(({ mail }) => queued.has(mail.orderId));
}

interface Settled {
  readonly orderId: string;
  readonly messageId: string;
  readonly error: string | null;
  readonly nowMs: number;
  readonly nextTryAtMs: number;
}

async function settleMails(sql: Sql, mails: readonly Settled[]): Promise<void[]> {
  await sql.rows(
    'mails_settle',
    `update messaging.mails m set attempts = m.attempts + 1, last_error = i.error,
       state = case when i.error is null then 'sent' when m.attempts + 1 >= ${MAIL_TRIES} then 'failed' else 'queued' end,
       next_try_at = to_timestamp(i.next_try_at / 1000),
       sent_at = case when i.error is null then to_timestamp(i.settled_at / 1000) else m.sent_at end
     from unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::float8[]) as i(order_id, message_id, error, settled_at, next_try_at)
     where m.order_id = i.order_id and m.message_id = i.message_id and m.state = 'queued'`,
    [
      mails.map(({ orderId }) => orderId),
      mails.map(({ messageId }) => messageId),
      mails.map(({ error }) => error?.slice(0, 500) ?? null),
      mails.map(({ nowMs }) => nowMs),
      mails.map(({ nextTryAtMs }) => nextTryAtMs),
    ],
  );
  return mails.map(() => undefined);
}
