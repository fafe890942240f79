/**
 * Stripe's test payment methods and what each one does when it is attempted. One table: a method that is not in it
 * does not exist. The pm_evident_ ones pay like a Visa; how their answers misbehave is in sentinels.ts.
 * Source: https://docs.stripe.com/testing#cards
 */
import type { Decline } from './records';
import { SENTINELS } from './sentinels';

export type AttemptResult =
  | { kind: 'authorizes' }
  | { kind: 'requires_action' }
  | { kind: 'processing' }
  | { kind: 'declines'; decline: Decline };

const PAYS = [
  'pm_card_visa',
  'pm_card_visa_debit',
  'pm_card_mastercard',
  'pm_card_mastercard_debit',
  'pm_card_mastercard_prepaid',
  'pm_card_amex',
  'pm_card_discover',
  'pm_card_diners',
  'pm_card_jcb',
  'pm_card_unionpay',
  'pm_card_de',
  'pm_card_fr',
  'pm_card_gb',
  'pm_card_us',
  ...Object.keys(SENTINELS),
];

const AUTHENTICATES = [
  'pm_card_authenticationRequired',
  'pm_card_threeDSecure2Required',
  'pm_card_threeDSecureRequired',
];

const card = (decline_code: string, message = 'Your card was declined.'): Decline => ({
  code: 'card_declined',
  decline_code,
  message,
});

const DECLINES: Record<string, Decline> = {
  pm_card_visa_chargeDeclined: card('generic_decline'),
  pm_card_chargeDeclined: card('generic_decline'),
  pm_card_chargeDeclinedInsufficientFunds: card('insufficient_funds', 'Your card has insufficient funds.'),
  pm_card_visa_chargeDeclinedInsufficientFunds: card('insufficient_funds', 'Your card has insufficient funds.'),
  pm_card_visa_chargeDeclinedLostCard: card('lost_card'),
  pm_card_chargeDeclinedLostCard: card('lost_card'),
  pm_card_visa_chargeDeclinedStolenCard: card('stolen_card'),
  pm_card_chargeDeclinedStolenCard: card('stolen_card'),
  pm_card_chargeDeclinedFraudulent: card('fraudulent'),
  pm_card_chargeDeclinedExpiredCard: {
    code: 'expired_card',
    decline_code: 'expired_card',
    message: 'Your card has expired.',
  },
  pm_card_chargeDeclinedIncorrectCvc: {
    code: 'incorrect_cvc',
    decline_code: 'incorrect_cvc',
    message: "Your card's security code is incorrect.",
  },
  pm_card_chargeDeclinedProcessingError: {
    code: 'processing_error',
    decline_code: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
  },
};

const METHODS = new Map<string, AttemptResult>([
  ...PAYS.map((id): [string, AttemptResult] => [id, { kind: 'authorizes' }]),
  ...AUTHENTICATES.map((id): [string, AttemptResult] => [id, { kind: 'requires_action' }]),
  // The only method of Stripe's that stays in processing: a bank debit which is never told its end.
  ['pm_usBankAccount_processing', { kind: 'processing' }],
  ...Object.entries(DECLINES).map(([id, decline]): [string, AttemptResult] => [id, { kind: 'declines', decline }]),
]);

/** What attempting this method does; undefined when there is no such method. */
export const attemptResultOf = (paymentMethod: string): AttemptResult | undefined => METHODS.get(paymentMethod);
