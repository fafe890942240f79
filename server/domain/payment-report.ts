/**
 * What the payment receiver learnt about one operation, with everything that it makes durable: the operation's new state (if it
 * supersedes the known one), evidence, and the message to the order's owner. Reports may come twice, late or in any order.
 */
import type { NewMessage } from './decision-record';
import type { EvidenceDetail, EvidenceKind, NewEvidence } from './evidence';
import { messageIdFor, paymentOperation } from './ids';
import type { OperationState } from './order-record';
import { type PaymentOutcome, paymentOutcomeDetail, supersededBy } from './payment';
import { caseOpenedDetail, type NewCase } from './reconciliation-case';

export interface PaymentReport {
  readonly orderId: string;
  readonly operation: string;
  /** New state, taken only if the stored one is among `superseded`. */
  readonly state: OperationState;
  readonly superseded: readonly string[];
  readonly providerReference: string | null;
  readonly authorized: { readonly amountMinor: number; readonly currency: string } | null;
  readonly declineCode: string | null;
  readonly unknownCause: string | null;
  /** How often the operation has been sent by now. */
  readonly attempts: number;
  /** `undefined` leaves the plan as it is. */
  readonly nextCheckAtMs: number | null | undefined;
  readonly evidence: readonly NewEvidence[];
  /** Published only if the state was taken. */
  readonly message: NewMessage | null;
  /** A verified webhook: stored once; a duplicate makes the whole report a no-op. */
  readonly event: {
    readonly eventId: string;
    readonly eventType: string;
    readonly payload: unknown;
    readonly createdAtMs: number;
  } | null;
  /** What machines give to a person with this report; null when they go on by themselves. */
  readonly opens: NewCase | null;
  /** Open cases that it settles. */
  readonly closes: readonly {
    readonly orderId: string;
    readonly caseId: string;
    readonly verdict: string;
    readonly closedBy: string;
  }[];
  readonly nowMs: number;
}

export interface Witness {
  readonly kind: Extract<
    EvidenceKind,
    'call_answered' | 'call_unanswered' | 'webhook_received' | 'lookup_answered' | 'lookup_unanswered' | 'ledger_swept'
  >;
  readonly observedAtMs: number;
  readonly region: string;
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly actor: string;
  readonly attempt: number | null;
  readonly detail: EvidenceDetail;
}

/** A report on an authorization; pure. */
export function reportOutcome(
  orderId: string,
  outcome: PaymentOutcome,
  witness: Witness,
  earlier: readonly NewEvidence[],
  nextCheckAtMs: number | null | undefined,
  event: PaymentReport['event'],
  nowMs: number,
): PaymentReport {
  const operation = paymentOperation(orderId);
  const providerReference = 'providerReference' in outcome ? outcome.providerReference : null;
  return {
    orderId,
    operation,
    state: outcome.kind,
    superseded: supersededBy(outcome),
    providerReference,
    authorized: outcome.kind === 'authorized' ? outcome.amount : null,
    declineCode: outcome.kind === 'declined' ? outcome.declineCode : null,
    unknownCause: outcome.kind === 'unknown' ? outcome.cause : null,
    attempts: witness.attempt ?? 0,
    nextCheckAtMs,
    evidence: [
      ...earlier,
      witnessed(orderId, operation, witness, outcome.kind, providerReference, paymentOutcomeDetail(outcome)),
    ],
    message: outcomeMessage(orderId, operation, outcome, witness),
    event,
    opens: null,
    closes: [],
    nowMs,
  };
}

/** What the provider answered to a capture, a void or a refund. */
export type FollowUpOutcome =
  | { readonly kind: 'acknowledged'; readonly providerReference: string }
  | { readonly kind: 'failed'; readonly code: string }
  | { readonly kind: 'unknown'; readonly cause: string };

/**
 * A report on a capture, a void or a refund; it tells no one: the order's own reconciliation message comes from the payment itself.
 * One that machines gave up opens a case, so that money which stands where it should not is never nobody's.
 * @param chargeReference whose money it moves: the case is about that charge.
 */
export function reportFollowUp(
  orderId: string,
  operation: string,
  outcome: FollowUpOutcome,
  witness: Witness,
  nextCheckAtMs: number | null,
  opens: NewCase | null,
  closes: PaymentReport['closes'],
  nowMs: number,
  chargeReference: string | null = null,
): PaymentReport {
  const providerReference = outcome.kind === 'acknowledged' ? outcome.providerReference : null;
  const detail: EvidenceDetail =
    outcome.kind === 'failed' ? { code: outcome.code } : outcome.kind === 'unknown' ? { cause: outcome.cause } : {};
  return {
    orderId,
    operation,
    state: outcome.kind,
    superseded: outcome.kind === 'unknown' ? ['intended'] : ['intended', 'unknown'],
    providerReference,
    authorized: null,
    declineCode: null,
    unknownCause: outcome.kind === 'unknown' ? outcome.cause : null,
    attempts: witness.attempt ?? 0,
    nextCheckAtMs,
    evidence: [
      witnessed(orderId, operation, witness, outcome.kind, providerReference, detail),
      ...(opens === null ? [] : [{ ...caseOpened(opens, operation, witness), providerReference: chargeReference }]),
      ...closes.map((each) => caseClosed(each, operation, witness)),
    ],
    message: null,
    event: null,
    opens,
    closes,
    nowMs,
  };
}

function caseOpened(opened: NewCase, operation: string, witness: Witness): NewEvidence {
  return {
    orderId: opened.orderId,
    lane: 'operator',
    kind: 'case_opened',
    observedAtMs: witness.observedAtMs,
    region: witness.region,
    paymentOperation: operation,
    actor: witness.actor,
    detail: caseOpenedDetail(opened),
  };
}

function caseClosed(closed: PaymentReport['closes'][number], operation: string, witness: Witness): NewEvidence {
  return {
    orderId: closed.orderId,
    lane: 'operator',
    kind: 'case_closed',
    observedAtMs: witness.observedAtMs,
    region: witness.region,
    paymentOperation: operation,
    actor: closed.closedBy,
    detail: { case_id: closed.caseId, verdict: closed.verdict },
  };
}

export function witnessed(
  orderId: string,
  operation: string,
  witness: Witness,
  outcome: string,
  providerReference: string | null,
  detail: EvidenceDetail,
): NewEvidence {
  return {
    orderId,
    lane: 'provider',
    kind: witness.kind,
    observedAtMs: witness.observedAtMs,
    region: witness.region,
    requestId: witness.requestId,
    traceId: witness.traceId,
    paymentOperation: operation,
    providerReference,
    actor: witness.actor,
    attempt: witness.attempt,
    detail: { outcome, operation, ...detail, ...witness.detail },
  };
}

function outcomeMessage(orderId: string, operation: string, outcome: PaymentOutcome, witness: Witness): NewMessage {
  const envelope = {
    orderId,
    schemaVersion: 1,
    consumers: ['order-owner'],
    paymentOperation: operation,
    requestId: witness.requestId,
    traceId: witness.traceId,
  };
  const named = (schema: string, payload: NewMessage['payload'], cause: string = outcome.kind): NewMessage => ({
    ...envelope,
    schema,
    payload,
    messageId: messageIdFor(`${operation}:${cause}`, schema),
  });
  switch (outcome.kind) {
    case 'authorized':
      return {
        ...named('payment_authorized', {
          provider_reference: outcome.providerReference,
          amount_minor: outcome.amount.amountMinor,
          currency: outcome.amount.currency,
          observed_at_ms: witness.observedAtMs,
        }),
        schemaVersion: 2,
      };
    case 'declined':
      return named('payment_declined', {
        provider_reference: outcome.providerReference,
        decline_code: outcome.declineCode,
      });
    case 'never_accepted':
      return named('payment_reconciled', { verdict: 'never_accepted', provider_reference: null });
    case 'voided':
    case 'refunded':
      return named('payment_reconciled', { verdict: outcome.kind, provider_reference: outcome.providerReference });
    case 'requires_action':
    case 'processing':
      return named('payment_outcome_unknown', { cause: outcome.kind, provider_reference: outcome.providerReference });
    case 'unknown':
      return named('payment_outcome_unknown', { cause: outcome.cause, provider_reference: null });
    default:
      return outcome satisfies never;
  }
}
