/**
 * The support desk: what a person may set in motion from an order's page. Nothing here can charge. Each click has its own id and one
 * effect, with its audit entry; what is not known yet is said to be so and never shown as a failure.
 */
import type { ActionResult } from '../domain/action-result';
import type { NewEvidence } from '../domain/evidence';
import { moneyWords } from '../domain/money-words';
import { orderHref } from '../domain/order-href';
import type { OperationRecord } from '../domain/order-record';
import { isOpen } from '../domain/payment-operation';
import { OPERATION_STATE_WORDS } from '../domain/payment-operation-words';
import { type StaffAsked, staffActor } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { WakeUp } from '../ports/wake-up';
import type { AuditStore } from '../stores/audit';
import type { DeskActionStore } from '../stores/desk-actions';
import type { EvidenceStore } from '../stores/evidence-rows';
import type { MailReadStore } from '../stores/mail-reads';
import type { OrderStore } from '../stores/orders';
import type { PaymentOperationStore } from '../stores/payment-operations';
import { staffEntry } from './staff-entry';

export interface SupportDeskParts {
  readonly region: string;
  readonly clock: Clock;
  readonly orders: OrderStore;
  readonly operations: PaymentOperationStore;
  readonly evidence: EvidenceStore;
  readonly mails: MailReadStore;
  readonly audit: AuditStore;
  readonly actions: DeskActionStore;
  readonly wakeUp: WakeUp;
}

/** A person waits so long for the provider's word; then the order's page tells it when it comes. */
export const LOOK_UP_PATIENCE_MS = 3_000;
const POLL_MS = 150;

export class SupportDesk {
  constructor(private readonly parts: SupportDeskParts) {}

  /** Brings the next look-up of an open payment operation forward to now, and waits a moment for what the provider says. */
  async lookUp(orderId: string, asked: StaffAsked): Promise<ActionResult> {
    const { actions, clock, evidence, wakeUp } = this.parts;
    const pay = await this.payment(orderId);
    if (pay === null)
      return notDone('no_payment_operation', 'No payment was ever sent for this order: there is nothing to look up.');
    const repeated = await this.repeated(orderId, 'orders:look_up', asked);
    if (repeated === 'other') return OTHER_CLICK;
    if (!isOpen(pay.state)) return { kind: 'done', text: saidByProvider(pay) };
    const nowMs = clock.nowMs();
    const seen = (await evidence.list(orderId)).at(-1)?.seq ?? 0;
    if (repeated === null) {
      const request = { ...this.witness(orderId, 'lookup_requested', asked, nowMs), paymentOperation: pay.operation };
      await actions.requestLookUp(
        staffEntry('orders:look_up', orderId, asked, null, { operation: pay.operation }),
        { ...request, detail: { operation: pay.operation } },
        pay,
        nowMs,
      );
      wakeUp.hint('money_due', orderId);
    }
    return this.waitForAnswer(orderId, seen, nowMs + LOOK_UP_PATIENCE_MS);
  }

  /** Appends what a person knows to the order's evidence, under their name; it can be neither changed nor deleted. */
  async addNote(orderId: string, text: string, asked: StaffAsked): Promise<ActionResult> {
    if ((await this.parts.orders.get(orderId)) === null) return NO_ORDER;
    const repeated = await this.repeated(orderId, 'orders:note', asked);
    if (repeated === 'other') return OTHER_CLICK;
    if (repeated === null) {
      const note = { ...this.witness(orderId, 'note_added', asked, this.parts.clock.nowMs()), detail: { text } };
      await this.parts.actions.addNote(staffEntry('orders:note', orderId, asked, null, { text }), note);
    }
    return { kind: 'done', text: 'The note is in the evidence.' };
  }

  /** Puts a mail that was sent or that failed back into its queue. The order is not touched. */
  async resendMail(orderId: string, messageId: string, asked: StaffAsked): Promise<ActionResult> {
    const { actions, mails } = this.parts;
    const mail = await mails.get(orderId, messageId);
    if (mail === null) return notDone('mail_not_found', 'There is no such mail of this order.');
    const repeated = await this.repeated(orderId, 'mails:resend', asked);
    if (repeated === 'other') return OTHER_CLICK;
    const entry = staffEntry('mails:resend', orderId, asked, null, { message_id: messageId });
    if (repeated === null && mail.state !== 'queued') await actions.resendMail(entry, orderId, messageId);
    const now = (await mails.get(orderId, messageId)) ?? mail;
    if (now.state === 'sent') return { kind: 'done', text: `Sent to ${now.recipient}.` };
    return {
      kind: 'not_known_yet',
      text: `In its queue to ${now.recipient}; it is sent by itself.`,
      watch: '/console/messages',
    };
  }

  private async waitForAnswer(orderId: string, seenSeq: number, untilMs: number): Promise<ActionResult> {
    const { clock, evidence } = this.parts;
    for (;;) {
      const pay = await this.payment(orderId);
      if (pay !== null && !isOpen(pay.state)) return { kind: 'done', text: saidByProvider(pay) };
      const answer = (await evidence.list(orderId)).findLast(
        (row) => row.seq > seenSeq && (row.kind === 'lookup_answered' || row.kind === 'lookup_unanswered'),
      );
      if (answer !== undefined || clock.nowMs() >= untilMs)
        return {
          kind: 'not_known_yet',
          text:
            answer === undefined
              ? 'Asked; the provider has not answered yet.'
              : NOT_YET[answer.kind === 'lookup_answered' ? 'answered' : 'unanswered'],
          watch: orderHref(orderId),
        };
      await clock.sleep(POLL_MS);
    }
  }

  private async payment(orderId: string): Promise<OperationRecord | null> {
    const operations = await this.parts.operations.list(orderId);
    return operations.find(({ kind }) => kind === 'authorize') ?? null;
  }

  /** What this click did before: nothing (null), the same thing, or another thing, which is refused. */
  private async repeated(object: string, action: string, asked: StaffAsked): Promise<'same' | 'other' | null> {
    const known = await this.parts.audit.ofOperation(asked.operationId);
    if (known === null) return null;
    return known.object === object && known.action === action ? 'same' : 'other';
  }

  private witness(
    orderId: string,
    kind: 'lookup_requested' | 'note_added',
    { requestId, staff, traceId }: StaffAsked,
    observedAtMs: number,
  ): Omit<NewEvidence, 'detail'> {
    const { region } = this.parts;
    return {
      orderId,
      lane: 'operator',
      kind,
      observedAtMs,
      region,
      requestId,
      traceId,
      actor: staffActor(staff.email),
    };
  }
}

const notDone = (code: string, text: string): ActionResult => ({ kind: 'not_done', code, text });

const NO_ORDER = notDone('order_not_found', 'There is no such order in this region.');
const OTHER_CLICK = notDone(
  'operation_id_used',
  'This click was already used for something else. Nothing was done; try again.',
);

const NOT_YET = {
  answered: 'The provider answered, and its answer is not final yet. It is asked again by itself.',
  unanswered: 'The provider did not answer this look-up. It is asked again by itself.',
} as const;

function saidByProvider({
  amount,
  authorized,
  declineCode,
  operation,
  providerReference,
  state,
}: OperationRecord): string {
  const code = declineCode === null ? '' : ` (${declineCode})`;
  const reference = providerReference === null ? '' : `, reference ${providerReference}`;
  return `The provider says of ${operation}: ${OPERATION_STATE_WORDS[state]}${code}, ${moneyWords(authorized ?? amount)}${reference}.`;
}
