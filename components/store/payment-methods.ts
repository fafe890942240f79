/** The ways to pay that the shop offers; all are test cards until a real provider key is set. */
export interface PaymentMethod {
  readonly id: string;
  readonly name: string;
  readonly says: string;
}

export const CARDS: readonly PaymentMethod[] = [
  { id: 'pm_card_visa', name: 'Card ending 4242', says: 'Visa, pays' },
  { id: 'pm_card_chargeDeclined', name: 'Card ending 0002', says: 'Visa, the bank declines it' },
  {
    id: 'pm_card_chargeDeclinedInsufficientFunds',
    name: 'Card ending 9995',
    says: 'Visa, not enough money on it',
  },
];

/** Each makes the provider misbehave for this one order, the same way for people, tests and drills. */
export const DEMONSTRATION_CARDS: readonly PaymentMethod[] = [
  {
    id: 'pm_evident_hang_after_accept',
    name: 'Silent after accepting',
    says: 'the provider takes it and never answers',
  },
  {
    id: 'pm_evident_hang_before_accept',
    name: 'Silent before accepting',
    says: 'the provider never answers, and takes nothing',
  },
  {
    id: 'pm_evident_500_after_accept',
    name: 'Error after accepting',
    says: 'the provider takes it and answers with an error',
  },
  { id: 'pm_evident_wrong_amount', name: 'Wrong amount', says: 'the provider authorizes another amount' },
  { id: 'pm_evident_slow_10s', name: 'Slow', says: 'the provider answers after 10 seconds' },
  { id: 'pm_evident_webhook_lost', name: 'Lost notice', says: 'the provider’s webhook never comes' },
  { id: 'pm_evident_webhook_five_times', name: 'Five notices', says: 'the provider’s webhook comes five times' },
];
