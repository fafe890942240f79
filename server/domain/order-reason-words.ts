/**
 * Why an order stands where it stands, for staff, as the end of a sentence: "… because …".
 */
import { ORDER_REASONS, type OrderReason } from './order';

export const ORDER_REASON_WORDS: Record<OrderReason, string> = {
  out_of_stock: 'an item is out of stock',
  intent_expired: 'the intent was kept for its time and never paid',
  withdrawn: 'the customer withdrew it before any payment was sent',
  declined: 'the provider declined the payment',
  never_accepted: 'the provider never accepted the payment',
  deadline_passed: 'the provider did not answer in time',
  requires_action: 'the bank waits for the customer to approve',
  processing: 'the provider itself does not know yet',
  amount_mismatch: 'the provider reports another amount',
  currency_mismatch: 'the provider reports another currency',
  reference_missing: "the provider's reference is missing",
  hold_gone: 'the money came after the items were no longer held',
  checks_ran_out: 'every look-up was used and none found an outcome',
  compensated: 'the money was given back',
  repaired: 'a person decided it, with evidence',
};

/** The reason in a stored text; null when it is none that we know. */
export function orderReasonFrom(text: string | null): OrderReason | null {
  return ORDER_REASONS.find((reason) => reason === text) ?? null;
}
