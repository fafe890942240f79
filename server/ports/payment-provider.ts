/**
 * The payment provider as the payment receiver sees it. Every answer is a union: "no answer" is `unknown` with its
 * cause and is never turned into "no". No method retries by itself: retries have one layer, the receiver's.
 */
import type { Money } from '../domain/money';
import type { PaymentOutcome, ProviderPayment, UnknownCause } from '../domain/payment';

export interface AuthorizeRequest {
  readonly orderId: string;
  /** `pay:ORDER_ID`; also the provider's idempotency key. */
  readonly operation: string;
  readonly amount: Money;
  readonly paymentMethod: string;
  /** The caller stops waiting after this. */
  readonly remainingMs: number;
}

export interface FollowUpRequest {
  readonly orderId: string;
  /** `capture:ORDER_ID`, `void:ORDER_ID:n`, `refund:ORDER_ID:n`; also the provider's idempotency key. */
  readonly operation: string;
  readonly providerReference: string;
  readonly amount: Money;
  readonly remainingMs: number;
}

export type FollowUpAnswer =
  | { readonly kind: 'acknowledged'; readonly providerReference: string }
  /** The provider refuses for good (already captured, already refunded, too much). */
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unknown'; readonly cause: UnknownCause };

export type LookUpAnswer =
  | { readonly kind: 'found'; readonly payment: ProviderPayment }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'unknown'; readonly cause: UnknownCause };

export interface PaymentProvider {
  authorize(request: AuthorizeRequest): Promise<PaymentOutcome>;
  /** By the provider's reference when it is known, else by our operation. Never charges. */
  lookUp(operation: string, providerReference: string | null, remainingMs: number): Promise<LookUpAnswer>;
  /**
   * One charge of the order by the provider's own reference, whatever operation made it; one that names another order is not found.
   * @param orderId '' for a charge that names none.
   */
  lookUpCharge(orderId: string, providerReference: string, remainingMs: number): Promise<LookUpAnswer>;
  capture(request: FollowUpRequest): Promise<FollowUpAnswer>;
  void(request: FollowUpRequest): Promise<FollowUpAnswer>;
  refund(request: FollowUpRequest): Promise<FollowUpAnswer>;
}

/** A webhook after its signature was verified. */
export interface ProviderEvent {
  readonly eventId: string;
  readonly eventType: string;
  /** From the payment's own metadata; null when it names none of ours. */
  readonly orderId: string | null;
  readonly payment: ProviderPayment;
  readonly createdAtMs: number;
  readonly payload: unknown;
}

export interface WebhookVerifier {
  /**
   * `null`: the signature is wrong or too old. `'ignored'`: genuine, but not about a payment. `'unreadable'`: genuine and about one, with an
   * amount, a currency or an id that no record can hold.
   */
  verify(rawBody: string, signatureHeader: string): ProviderEvent | 'ignored' | 'unreadable' | null;
}
