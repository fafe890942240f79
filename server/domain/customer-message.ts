/**
 * What the customer reads, in one table. It never says "not charged" while money may be held, never asks for a second payment
 * while the first may have succeeded, never calls an unknown outcome a failure, and never says that items are held once they are not.
 */
import { clockMinute } from './instant-words';
import type { MoneyPosition } from './money-position';
import type { OrderReason, OrderState } from './order';

export interface CustomerFacts {
  readonly state: OrderState;
  readonly reason: OrderReason | null;
  readonly moneyPosition: MoneyPosition;
  /** Until when the items are held; null once they are not. */
  readonly heldUntilMs: number | null;
  /** The provider's reference of an acknowledged void or refund. */
  readonly compensationReference: string | null;
  /** IANA zone of the reader: "Europe/Paris". */
  readonly timeZone: string;
}

export interface CustomerMessage {
  readonly message: string;
  /** `possible` only where no earlier attempt can still take money. */
  readonly payAgain: 'not_needed' | 'possible';
}

export function customerMessage(facts: CustomerFacts): CustomerMessage {
  return { message: MESSAGES[facts.state](facts), payAgain: payAgain(facts) };
}

/** While its owner cannot be reached, what it said before is repeated as what was known then, and never as what is. */
export const lastKnownMessage = (message: string, asOfMs: number, timeZone: string): string =>
  `As last known at ${clockMinute(asOfMs, timeZone)}: ${message}`;

const MESSAGES: Record<OrderState, (facts: CustomerFacts) => string> = {
  order_intent_saved: ({ moneyPosition }) => (untouched(moneyPosition) ? 'Saved, not charged yet.' : CHECKING),
  inventory_reserved: ({ moneyPosition, heldUntilMs, timeZone }) => {
    if (!untouched(moneyPosition)) return CHECKING;
    const until = heldUntilMs === null ? '' : ` Items held until ${clockMinute(heldUntilMs, timeZone)}.`;
    return `Saved, not charged yet.${until}`;
  },
  payment_authorizing: () => 'Contacting your bank. You do not need to pay again; this page updates itself.',
  payment_pending: ({ heldUntilMs, reason }) => {
    if (heldUntilMs === null)
      return `We are still checking your payment. ${NO_LONGER_HELD} You do not need to pay again; this page updates itself.`;
    return reason === 'requires_action'
      ? 'Your payment is being confirmed: your bank may ask you to approve it. You do not need to pay again; this page updates itself.'
      : 'Your payment is being confirmed. You do not need to pay again; this page updates itself.';
  },
  order_confirmed: () => 'Your order is confirmed. You do not need to do anything else.',
  needs_reconciliation: ({ heldUntilMs }) =>
    `We are checking your payment. A person is looking at it. ${heldUntilMs === null ? `${NO_LONGER_HELD} ` : ''}You do not need to pay again.`,
  failed_safely: ({ reason, moneyPosition, compensationReference }) =>
    `Not completed. ${FAILED_BECAUSE[reason ?? 'repaired']}${FAILED_MONEY[moneyPosition](compensationReference)}`,
};

const CHECKING = 'We are checking your payment. You do not need to pay again.';

/** Without its hold an order is not confirmed any more, so that money which comes is always given back. */
const NO_LONGER_HELD = 'Your items are no longer held: if the payment went through, you get it back.';

const referred = (reference: string | null): string => (reference === null ? '' : ` (reference ${reference})`);

const FAILED_MONEY: Record<MoneyPosition, (reference: string | null) => string> = {
  not_moved: () => 'You were not charged.',
  returned: (reference) => `The hold on your card was released${referred(reference)}.`,
  returning: () => 'The hold on your card is being released; this page says when that is done.',
  held: () => 'There is a hold on your card, and we are releasing it; this page says when that is done.',
  captured: () => 'Your card was charged, and we are giving the money back; this page says when that is done.',
  unknown: () => 'We are checking that nothing stays on your card; this page says when that is done.',
};

/** Only what helps the customer to act; the rest is for staff. */
const FAILED_BECAUSE: Record<OrderReason, string> = {
  out_of_stock: 'An item is no longer in stock. ',
  intent_expired: 'The order was not paid in time. ',
  withdrawn: 'You withdrew the order. ',
  declined: 'Your bank declined the payment. ',
  never_accepted: '',
  deadline_passed: '',
  requires_action: '',
  processing: '',
  amount_mismatch: '',
  currency_mismatch: '',
  reference_missing: '',
  hold_gone: '',
  checks_ran_out: '',
  compensated: '',
  repaired: '',
};

function payAgain({ state, moneyPosition }: CustomerFacts): 'not_needed' | 'possible' {
  switch (state) {
    case 'order_intent_saved':
    case 'inventory_reserved':
      return untouched(moneyPosition) ? 'possible' : 'not_needed';
    case 'failed_safely':
      return untouched(moneyPosition) || moneyPosition === 'returned' ? 'possible' : 'not_needed';
    case 'payment_authorizing':
    case 'payment_pending':
    case 'order_confirmed':
    case 'needs_reconciliation':
      return 'not_needed';
    default:
      return state satisfies never;
  }
}

function untouched(position: MoneyPosition): boolean {
  return position === 'not_moved';
}
