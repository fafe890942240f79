/**
 * What a sweep says about a charge or an order: a disagreement, which is a person's, or news, which is evidence for the order's
 * owner and no case.
 */
import type { Money } from '../money';
import type { PaymentOutcome, ProviderPayment } from '../payment';
import type { CaseReason } from '../reconciliation-case';

export type SweepReason = Extract<
  CaseReason,
  | 'amount_mismatch'
  | 'capture_failed'
  | 'compensation_failed'
  | 'currency_mismatch'
  | 'duplicate_authorization'
  | 'order_without_payment'
  | 'payment_without_order'
  | 'provider_has_no_record'
  | 'stray_authorization'
>;

/** Both sides say different things of one charge, and no machine is at it. */
export interface Finding {
  /** '' for a charge that names no order. */
  readonly orderId: string;
  readonly reason: SweepReason;
  readonly providerReference: string;
  readonly atRisk: Money;
  /** What the provider says; null: it does not know the payment. */
  readonly listed: ProviderPayment | null;
  /** The order's own payment, not another charge that names it. */
  readonly isOwn: boolean;
  /** A person has it already, by a case that somebody else opened. */
  readonly isKnown: boolean;
}

/** The provider knows how something ended that we still hold open. */
export type News =
  | { readonly kind: 'payment_outcome'; readonly orderId: string; readonly outcome: PaymentOutcome }
  | {
      readonly kind: 'follow_up_done';
      readonly orderId: string;
      readonly operation: string;
      readonly providerReference: string;
      /** Open cases that it ends. */
      readonly settles: readonly string[];
    };

/** A case of an earlier sweep whose difference is gone. */
export interface SettledCase {
  readonly orderId: string;
  readonly caseId: string;
  /** The order's payment that both sides agree on now. */
  readonly providerReference: string;
}

/** What a finding's case is about: the same finding of a later sweep is the same case. */
export function aboutFinding({ reason, providerReference }: Pick<Finding, 'reason' | 'providerReference'>): string {
  return `sweep:${reason}:${providerReference}`;
}
