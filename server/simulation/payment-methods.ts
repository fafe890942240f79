/** What the customer's bank says to each payment method of the simulated shop. */
export type BankAnswer =
  | { readonly kind: 'approves' }
  | { readonly kind: 'declines'; readonly code: string }
  /** Asks the customer, or takes its time; then decides. */
  | {
      readonly kind: 'waits';
      readonly status: 'requires_action' | 'processing';
      readonly ms: number;
      readonly approves: boolean;
    };

export const PAYMENT_METHODS = {
  pm_card_visa: { kind: 'approves' },
  pm_card_mastercard: { kind: 'approves' },
  pm_card_declined: { kind: 'declines', code: 'generic_decline' },
  pm_card_no_funds: { kind: 'declines', code: 'insufficient_funds' },
  pm_asks_customer: { kind: 'waits', status: 'requires_action', ms: 9_000, approves: true },
  pm_asks_in_vain: { kind: 'waits', status: 'requires_action', ms: 15_000, approves: false },
  pm_takes_time: { kind: 'waits', status: 'processing', ms: 90_000, approves: true },
} as const satisfies Record<string, BankAnswer>;

export type PaymentMethod = keyof typeof PAYMENT_METHODS;

export function bankAnswer(paymentMethod: string): BankAnswer {
  return Object.hasOwn(PAYMENT_METHODS, paymentMethod)
    ? PAYMENT_METHODS[paymentMethod as PaymentMethod]
    : { kind: 'declines', code: 'invalid_request' };
}
