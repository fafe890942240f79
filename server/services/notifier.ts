/**
 * The notifier: turns `order_confirmed` into a mail, once, and sends what is queued. A mail that is late or fails is its own
 * item; it never changes an order.
 */
import { type MessageReader, readMessage } from '../contracts/envelope';
import { ceilingMs } from '../domain/backoff';
import { moneyWords } from '../domain/money-words';
import type { Clock } from '../ports/clock';
import type { Mailer } from '../ports/mailer';
import type { QueuedMessage } from '../stores/deliveries';
import type { MailRecord } from '../domain/mail-record';
import type { MailStore } from '../stores/mails';
import { type ConsumeResult, notFor } from './message-consumers';

export interface NotifierParts {
  readonly clock: Clock;
  readonly mails: MailStore;
  readonly mailer: Mailer;
  /** Another than this build's only in a drill. */
  readonly read?: MessageReader;
}

/** Five tries, 1, 2, 4 and 8 minutes apart: a quarter of an hour's trouble of the mail system needs no person. */
const RETRY_BACKOFF = { baseMs: 60_000, capMs: 3_600_000 };

/** What is sent and not yet recorded as sent, should this process die: so many may be sent a second time. */
const SENT_AT_ONCE = 5;

export class Notifier {
  constructor(private readonly parts: NotifierParts) {}

  async consume(message: QueuedMessage): Promise<ConsumeResult> {
    const read = (this.parts.read ?? readMessage)(message);
    if (read.kind === 'parked') return read;
    if (read.schema !== 'order_confirmed') return notFor('mail', read.schema);
    const { reference, email, total_minor, currency } = read.payload;
    const total = moneyWords({ amountMinor: total_minor, currency });
    const consumed = await this.parts.mails.consume(
      {
        orderId: message.orderId,
        messageId: message.messageId,
        recipient: email,
        subject: `Your order ${reference} is confirmed`,
        body: `Your order ${reference} over ${total} is confirmed.\n\nKeep the reference: whoever helps you on the phone will ask for it.\n`,
      },
      this.parts.clock.nowMs(),
    );
    return { kind: consumed ? 'consumed' : 'duplicate' };
  }

  /** Sends what is queued, some at a time; returns how many were tried. */
  async sendQueued(limit: number): Promise<number> {
    const { clock, mails } = this.parts;
    const queued = await mails.unsent(limit, clock.nowMs());
    for (let from = 0; from < queued.length; from += SENT_AT_ONCE)
      await Promise.all(queued.slice(from, from + SENT_AT_ONCE).map((mail) => this.send(mail)));
    return queued.length;
  }

  private async send(mail: MailRecord): Promise<void> {
    const { clock, mailer, mails } = this.parts;
    const { body: text, messageId, orderId, recipient: to, subject } = mail;
    const answer = await mailer.send({ messageId, to, subject, text });
    const nowMs = clock.nowMs();
    const waitMs = ceilingMs(RETRY_BACKOFF, mail.attempts + 1);
    await mails.settle(orderId, messageId, answer.kind === 'sent' ? null : answer.error, nowMs, nowMs + waitMs);
  }
}
