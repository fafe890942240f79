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

  /** Sends what is queued; returns how many were tried. */
  async sendQueued(limit: number): Promise<number> {
    const { clock, mailer, mails } = this.parts;
    const queued = await mails.unsent(limit, clock.nowMs());
    for (const mail of queued) {
      const answer = await mailer.send({
        messageId: mail.messageId,
        to: mail.recipient,
        subject: mail.subject,
        text: mail.body,
      });
      const nowMs = clock.nowMs();
      const waitMs = ceilingMs(RETRY_BACKOFF, mail.attempts + 1);
      await mails.settle(
        mail.orderId,
        mail.messageId,
        answer.kind === 'sent' ? null : answer.error,
        nowMs,
        nowMs + waitMs,
      );
    }
    return queued.length;
  }
}
