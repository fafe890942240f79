/** The subscribers' records in memory: mails and sales, each effect once for a message however often it comes. */
import type { MailRecord } from '../../domain/mail-record';
import type { MailStore } from '../../stores/mails';
import type { SalesStore } from '../../stores/sales';
import type { MemoryDatabase } from './memory-database';
import { consumeOnce } from './message-rows';
import { unique } from './refusal';
import type { MailRow } from './rows';
import type { Synchronous } from './synchronous';

const MAIL_TRIES = 5;
const HOUR_MS = 3_600_000;

export function memoryMails(db: MemoryDatabase): Synchronous<MailStore> {
  const key = (orderId: string, messageId: string): string => `${orderId}|${messageId}`;
  return {
    consume: (mail, nowMs) =>
      db.transaction(() => {
        if (!consumeOnce(db, mail.orderId, 'mail', mail.messageId)) return false;
        unique(!db.mails.has(key(mail.orderId, mail.messageId)), 'mails_pkey');
        db.mails.put(key(mail.orderId, mail.messageId), queuedMail(mail, nowMs));
        db.changed({ kind: 'effect', orderId: mail.orderId, messageId: mail.messageId, consumer: 'mail' });
        return true;
      }),
    unsent: (limit, nowMs) =>
      [...db.mails.values()]
        .filter((mail) => mail.state === 'queued' && mail.nextTryAtMs <= nowMs && !db.isClosed(mail.orderId))
        .sort((a, b) => a.nextTryAtMs - b.nextTryAtMs)
        .slice(0, limit)
        .map(recordOf),
    settle: (orderId, messageId, error, nowMs, nextTryAtMs) =>
      db.transaction(() => {
        const mail = db.mails.get(key(orderId, messageId));
        if (mail?.state === 'queued')
          db.mails.put(key(orderId, messageId), { ...settled(mail, error, nowMs), nextTryAtMs });
      }),
    requeue: (orderId, messageId) =>
      db.transaction(() => {
        const mail = db.mails.get(key(orderId, messageId));
        if (mail === undefined || mail.state === 'queued') return false;
        const again = { state: 'queued', attempts: 0, lastError: null, nextTryAtMs: db.nowMs() } as const;
        db.mails.put(key(orderId, messageId), { ...mail, ...again });
        return true;
      }),
    list: (orderId, limit) =>
      [...db.mails.values()]
        .filter((mail) => orderId === null || mail.orderId === orderId)
        .sort((a, b) => Number(b.state === 'failed') - Number(a.state === 'failed') || b.queuedAtMs - a.queuedAtMs)
        .slice(0, limit)
        .map(recordOf),
  };
}

const recordOf = ({ nextTryAtMs: _nextTryAtMs, ...mail }: MailRow): MailRecord => mail;

export function memorySales(db: MemoryDatabase): Synchronous<SalesStore> {
  return {
    consume: (orderId, messageId, totalMinor, currency, confirmedAtMs) =>
      db.transaction(() => {
        if (!consumeOnce(db, orderId, 'sales', messageId)) return false;
        countSale(db, totalMinor, currency, confirmedAtMs);
        db.changed({ kind: 'effect', orderId, messageId, consumer: 'sales' });
        return true;
      }),
  };
}

export function countSale(db: MemoryDatabase, totalMinor: number, currency: string, confirmedAtMs: number): void {
  const hourMs = Math.floor(confirmedAtMs / HOUR_MS) * HOUR_MS;
  const key = `${hourMs}|${currency}`;
  const before = db.sales.get(key) ?? { hourMs, currency, orders: 0, amountMinor: 0 };
  db.sales.put(key, { ...before, orders: before.orders + 1, amountMinor: before.amountMinor + totalMinor });
}

function queuedMail(
  {
    orderId,
    messageId,
    recipient,
    subject,
    body,
  }: Pick<MailRecord, 'orderId' | 'messageId' | 'recipient' | 'subject' | 'body'>,
  nowMs: number,
): MailRow {
  return {
    orderId,
    messageId,
    recipient,
    subject,
    body,
    state: 'queued',
    attempts: 0,
    lastError: null,
    queuedAtMs: nowMs,
    sentAtMs: null,
    nextTryAtMs: nowMs,
  };
}

function settled(mail: MailRow, error: string | null, nowMs: number): MailRow {
  const attempts = mail.attempts + 1;
  if (error === null) return { ...mail, state: 'sent', attempts, lastError: null, sentAtMs: nowMs };
  return { ...mail, state: attempts >= MAIL_TRIES ? 'failed' : 'queued', attempts, lastError: error.slice(0, 500) };
}
