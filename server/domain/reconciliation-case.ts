/**
 * A case: what machines could not settle, given to a person with its reason, the money at risk and the time by which somebody must
 * have looked. One table says for each reason how grave it is and what it means; a case is opened in the transaction of what caused
 * it, and never reopened: what happens again is a new case that follows the old one.
 */
import type { Money } from './money';

export const CASE_REASONS = [
  /** Late authorization: the money came after the hold of the items had ended. */
  'hold_gone',
  'amount_mismatch',
  'currency_mismatch',
  'reference_missing',
  /** Two charges for one intent. */
  'duplicate_authorization',
  /** Money that moved after the order was final. */
  'stray_authorization',
  /** We recorded a payment that the provider does not know. */
  'provider_has_no_record',
  /** A void or a refund was refused, or not acknowledged after all tries. */
  'compensation_failed',
  /** A confirmed order whose money could not be captured. */
  'capture_failed',
  'checks_ran_out',
  /** The order is confirmed and the provider holds nothing for it. */
  'order_without_payment',
  /** The provider holds money for which there is no order. */
  'payment_without_order',
  'message_parked',
  /** A line of the provider's settlement report is not what we recorded. */
  'statement_difference',
] as const;

export type CaseReason = (typeof CASE_REASONS)[number];

export const CASE_SEVERITIES = ['low', 'normal', 'high'] as const;

export type CaseSeverity = (typeof CASE_SEVERITIES)[number];

const MINUTE_MS = 60_000;

/** How long a person may leave a new case before it is past due. */
export const DUE_AFTER_MS: Record<CaseSeverity, number> = {
  high: 30 * MINUTE_MS,
  normal: 4 * 60 * MINUTE_MS,
  low: 24 * 60 * MINUTE_MS,
};

/** A claim that its owner does not keep alive ends, so that no case is ever nobody's while it looks like somebody's. */
export const CLAIM_LEASE_MS = 30 * MINUTE_MS;

interface CaseKind {
  readonly severity: CaseSeverity;
  /** What happened, as the desk reads it: a sentence without the order's name. */
  readonly says: string;
}

export const CASE_KINDS: Record<CaseReason, CaseKind> = {
  hold_gone: { severity: 'high', says: 'The authorization came after the hold of the items had ended.' },
  amount_mismatch: { severity: 'high', says: 'The amounts differ.' },
  currency_mismatch: { severity: 'high', says: 'The currencies differ.' },
  reference_missing: { severity: 'high', says: 'The authorization came without a reference.' },
  duplicate_authorization: { severity: 'high', says: 'The provider holds two charges for one intent.' },
  stray_authorization: { severity: 'high', says: 'Money moved after the order was final.' },
  provider_has_no_record: { severity: 'high', says: 'We recorded a payment that the provider does not know.' },
  compensation_failed: { severity: 'high', says: 'The provider did not acknowledge that the money goes back.' },
  capture_failed: { severity: 'high', says: 'The order is confirmed and its money could not be captured.' },
  checks_ran_out: { severity: 'normal', says: 'Every look-up is used up and the outcome is still unknown.' },
  order_without_payment: { severity: 'high', says: 'The order is confirmed and the provider holds nothing for it.' },
  payment_without_order: { severity: 'high', says: 'The provider holds money for which there is no order.' },
  message_parked: { severity: 'high', says: 'A message about this payment could not be read and was parked.' },
  statement_difference: { severity: 'normal', says: "The provider's statement differs from what we recorded." },
};

/** Who holds the case now: a claim that ran out is nobody's. */
export function claimantOf(
  openCase: { readonly owner: string | null; readonly ownerUntilMs: number | null },
  nowMs: number,
): string | null {
  return openCase.owner !== null && openCase.ownerUntilMs !== null && nowMs < openCase.ownerUntilMs
    ? openCase.owner
    : null;
}

/** A case to open. The same cause opens one; once that is closed, the next. */
export interface NewCase {
  readonly orderId: string;
  /** Made from its cause. */
  readonly caseId: string;
  readonly reason: CaseReason;
  readonly severity: CaseSeverity;
  readonly atRisk: Money;
  readonly dueAtMs: number;
  /** `system:order-owner` */
  readonly openedBy: string;
}

export function newCase(
  orderId: string,
  about: string,
  reason: CaseReason,
  atRisk: Money,
  openedBy: string,
  nowMs: number,
): NewCase {
  const { severity } = CASE_KINDS[reason];
  return {
    orderId,
    caseId: `case:${orderId}:${about}`,
    reason,
    severity,
    atRisk,
    dueAtMs: nowMs + DUE_AFTER_MS[severity],
    openedBy,
  };
}

/** What the evidence of its opening says. */
export function caseOpenedDetail(opened: NewCase): Readonly<Record<string, string | number>> {
  return {
    case_id: opened.caseId,
    reason: opened.reason,
    due_at_ms: opened.dueAtMs,
    at_risk_minor: opened.atRisk.amountMinor,
    currency: opened.atRisk.currency,
  };
}
