/**
 * The order evidence reader: everything that is recorded of one order, as its page needs it. It answers from one standing of the
 * order: rows of two standings side by side would say what never was.
 */
import type { ArchivedOrderMessage } from '../domain/archived-order-message';
import type { EvidenceRow } from '../domain/evidence';
import type { CaseForExplanation, OperationForExplanation, OrderForExplanation } from '../domain/explanation/input';
import { type Freshness, freshAtOwner } from '../domain/freshness';
import type { Region } from '../domain/ids';
import type { Money } from '../domain/money';
import type { OperationRecord, OrderRecord } from '../domain/order-record';
import type { OrderLine } from '../domain/placement';
import { claimantOf } from '../domain/reconciliation-case';
import type { Clock } from '../ports/clock';
import type { CaseRecord, CaseStore } from '../stores/cases';
import type { EvidenceStore } from '../stores/evidence-rows';
import type { MailReadStore } from '../stores/mail-reads';
import type { MailRecord } from '../domain/mail-record';
import type { OrderMessage, OrderMessageStore } from '../stores/order-messages';
import type { OrderStore } from '../stores/orders';
import type { PaymentOperationStore } from '../stores/payment-operations';
import type { ReservationRecord, ReservationStore } from '../stores/reservations';

export interface OrderEvidenceReaderParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly orders: OrderStore;
  readonly operations: PaymentOperationStore;
  readonly evidence: EvidenceStore;
  readonly cases: CaseStore;
  readonly mails: MailReadStore;
  readonly reservations: ReservationStore;
  readonly messages: OrderMessageStore;
}

/** Without the status token's hash and the body's fingerprint: no person needs them. */
export type OrderShown = Omit<OrderRecord, 'statusTokenHash' | 'payloadFingerprint' | 'region'> & OrderForExplanation;
/** `amount` is what the provider reported, and what was asked for while it has reported nothing. */
export type OperationShown = OperationRecord & OperationForExplanation & { readonly asked: Money };
export type CaseShown = CaseRecord & CaseForExplanation;

export interface OrderEvidence {
  readonly order: OrderShown;
  readonly lines: readonly OrderLine[];
  readonly operations: readonly OperationShown[];
  readonly evidence: readonly EvidenceRow[];
  readonly cases: readonly CaseShown[];
  readonly mails: readonly MailRecord[];
  readonly messages: readonly OrderMessage[];
  readonly archived: readonly ArchivedOrderMessage[];
  readonly hold: { readonly heldUntilMs: number | null; readonly reservations: readonly ReservationRecord[] };
  readonly nowMs: number;
  readonly freshness: Freshness;
}

export type EvidenceResult =
  | { readonly kind: 'evidence'; readonly evidence: OrderEvidence }
  | { readonly kind: 'not_found'; readonly ownerRegion: Region }
  /** Only said by the other region: the owner did not answer. */
  | { readonly kind: 'not_reached'; readonly ownerRegion: Region };

/** An order that moves while it is read is read again; one that moves as often as this is shown as it was read last. */
const MOST_READS = 3;

export class OrderEvidenceReader {
  constructor(private readonly parts: OrderEvidenceReaderParts) {}

  async read(orderId: string): Promise<EvidenceResult> {
    const { orders } = this.parts;
    let order = await orders.get(orderId);
    for (let reads = 1; order !== null; reads++) {
      const rest = await this.readRest(orderId);
      const after = await orders.get(orderId);
      if (after === null || after.version === order.version || reads === MOST_READS)
        return { kind: 'evidence', evidence: this.shown(after ?? order, rest) };
      order = after;
    }
    return { kind: 'not_found', ownerRegion: this.parts.region };
  }

  private async readRest(orderId: string) {
    const { cases, evidence, mails, messages, operations, orders, reservations } = this.parts;
    const [lines, sent, rows, opened, told, published, archived, held] = await Promise.all([
      orders.lines(orderId),
      operations.list(orderId),
      evidence.list(orderId),
      cases.ofOrder(orderId),
      mails.ofOrder(orderId),
      messages.ofOrder(orderId),
      messages.archivedOf(orderId),
      reservations.ofOrder(orderId),
    ]);
    return { lines, operations: sent, evidence: rows, cases: opened, mails: told, messages: published, archived, held };
  }

  private shown(order: OrderRecord, rest: Awaited<ReturnType<OrderEvidenceReader['readRest']>>): OrderEvidence {
    const nowMs = this.parts.clock.nowMs();
    const { cases, held, operations, ...others } = rest;
    return {
      ...others,
      order: orderShown(order, this.parts.region),
      // a claim that ran out is nobody's
      cases: cases.map((each) => ({ ...each, owner: claimantOf(each, nowMs) })),
      operations: operations.map((operation) => ({
        ...operation,
        asked: operation.amount,
        amount: operation.authorized ?? operation.amount,
      })),
      hold: { heldUntilMs: order.heldUntilMs, reservations: held },
      nowMs,
      freshness: freshAtOwner(this.parts.region, nowMs),
    };
  }
}

function orderShown(
  { statusTokenHash: _hash, payloadFingerprint: _fingerprint, ...order }: OrderRecord,
  here: Region,
): OrderShown {
  // it is read at its owner, wherever it was placed
  return { ...order, region: here };
}
