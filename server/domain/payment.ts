/**
 * What the provider said about one payment operation, as a union that keeps "nobody knows" apart from "no".
 * Total over every status of a Stripe payment intent; a timeout is `unknown`, never `declined`.
 */
import type { Money } from './money';

export type PaymentOutcome =
  | {
      readonly kind: 'authorized';
      readonly providerReference: string;
      readonly amount: Money;
      /** When the provider's word was seen first; null or absent where nobody said. */
      readonly observedAtMs?: number | null;
    }
  | { readonly kind: 'declined'; readonly providerReference: string | null; readonly declineCode: string }
  /** The provider waits for the customer's bank. */
  | { readonly kind: 'requires_action'; readonly providerReference: string }
  /** The provider itself does not know yet. */
  | { readonly kind: 'processing'; readonly providerReference: string }
  /** The authorization was cancelled: the money was held and is held no more. */
  | { readonly kind: 'voided'; readonly providerReference: string }
  | { readonly kind: 'refunded'; readonly providerReference: string }
  /** Nothing found after the settle time, and nothing can still be under way: proof that no charge exists. */
  | { readonly kind: 'never_accepted' }
  /** The caller stopped waiting; the provider may or may not have accepted. */
  | { readonly kind: 'unknown'; readonly cause: UnknownCause };

export type UnknownCause =
  | 'timeout'
  | 'connection_lost'
  | 'provider_error'
  | 'rate_limited'
  | 'not_found_yet'
  | 'caller_died';

export type PaymentOutcomeKind = PaymentOutcome['kind'];

/** The seven statuses of https://docs.stripe.com/api/payment_intents/object#payment_intent_object-status */
export const PAYMENT_INTENT_STATUSES = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'processing',
  'requires_capture',
  'canceled',
  'succeeded',
] as const;

export type PaymentIntentStatus = (typeof PAYMENT_INTENT_STATUSES)[number];

/** The parts of a provider's payment intent that decide its outcome. */
export interface ProviderPayment {
  readonly providerReference: string;
  readonly status: PaymentIntentStatus;
  /** What is held or was captured. */
  readonly amount: Money;
  /** Set when the last confirmation was refused. */
  readonly declineCode: string | null;
  /** Minor units already given back. */
  readonly refundedMinor: number;
}

/** Reads an outcome from the provider's own record; total over the statuses. */
export function outcomeOf(payment: ProviderPayment): PaymentOutcome {
  const { providerReference } = payment;
  switch (payment.status) {
    case 'requires_capture':
      return { kind: 'authorized', providerReference, amount: payment.amount };
    case 'succeeded':
      return payment.refundedMinor >= payment.amount.amountMinor && payment.refundedMinor > 0
        ? { kind: 'refunded', providerReference }
        : { kind: 'authorized', providerReference, amount: payment.amount };
    case 'canceled':
      return { kind: 'voided', providerReference };
    case 'requires_action':
      return { kind: 'requires_action', providerReference };
    case 'processing':
    case 'requires_confirmation':
      return { kind: 'processing', providerReference };
    case 'requires_payment_method':
      return payment.declineCode === null
        ? { kind: 'processing', providerReference }
        : { kind: 'declined', providerReference, declineCode: payment.declineCode };
    default:
      return payment.status satisfies never;
  }
}

/** Whether a payment's own record shows that a capture, a void or a refund of `amount` was done, whatever its call was answered. */
export function showsDone(kind: 'capture' | 'void' | 'refund', payment: ProviderPayment, amount: Money): boolean {
  switch (kind) {
    case 'capture':
      return payment.status === 'succeeded';
    case 'void':
      return payment.status === 'canceled';
    case 'refund':
      return payment.refundedMinor >= amount.amountMinor;
    default:
      return kind satisfies never;
  }
}

/** Whether the provider has given a definite word that no later look-up of the same authorization can take back into "unknown". */
export function isDefinite(outcome: PaymentOutcome): boolean {
  switch (outcome.kind) {
    case 'authorized':
    case 'declined':
    case 'voided':
    case 'refunded':
    case 'never_accepted':
      return true;
    case 'requires_action':
    case 'processing':
    case 'unknown':
      return false;
    default:
      return outcome satisfies never;
  }
}

/**
 * Which of two outcomes of one operation is to be recorded, whatever order they arrive in. Money moves one way:
 * unknown, then open at the provider, then decided, then given back. A report that ranks no higher than
 * what is known is a duplicate or is late, and changes nothing.
 */
export function supersedes(next: PaymentOutcome, known: PaymentOutcome): boolean {
  return RANK[next.kind] > RANK[known.kind];
}

const RANK: Record<PaymentOutcomeKind, number> = {
  unknown: 0,
  requires_action: 1,
  processing: 1,
  never_accepted: 2,
  declined: 3,
  authorized: 4,
  voided: 5,
  refunded: 6,
};

/** After this long the provider may have forgotten an idempotency key (Stripe: 24 h), so the operation is only looked up, never sent. */
export const SEND_WINDOW_MS = 20 * 3_600_000;

export function maySend(firstAttemptAtMs: number, nowMs: number): boolean {
  return nowMs - firstAttemptAtMs < SEND_WINDOW_MS;
}

/** "Not found" proves nothing before this long after the last possible send. */
export const SETTLE_TIME_MS = 15 * 60_000;

/** What a look-up that found nothing means. */
export function notFoundMeans(lastSendAtMs: number, nowMs: number, settleTimeMs = SETTLE_TIME_MS): PaymentOutcome {
  return nowMs - lastSendAtMs >= settleTimeMs
    ? { kind: 'never_accepted' }
    : { kind: 'unknown', cause: 'not_found_yet' };
}

/** Flat facts of an outcome for evidence. */
export function paymentOutcomeDetail(outcome: PaymentOutcome | null): Readonly<Record<string, string | number>> {
  switch (outcome?.kind) {
    case 'authorized':
      return { amount_minor: outcome.amount.amountMinor, currency: outcome.amount.currency };
    case 'declined':
      return { decline_code: outcome.declineCode };
    case 'unknown':
      return { cause: outcome.cause };
    default:
      return {};
  }
}

/** The stored states that an outcome may replace; the statement that records it checks them, so order of arrival does not matter. */
export function supersededBy(next: PaymentOutcome): readonly (PaymentOutcomeKind | 'intended')[] {
  const lower = (Object.keys(RANK) as PaymentOutcomeKind[]).filter((kind) => RANK[kind] < RANK[next.kind]);
  return ['intended', ...lower];
}
