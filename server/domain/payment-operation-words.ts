/** What a payment operation's state is called, as the end of "the provider says: …". */
import type { PaymentOperationState } from './payment-operation';

export const OPERATION_STATE_WORDS: Record<PaymentOperationState, string> = {
  intended: 'nothing yet',
  unknown: 'nothing yet',
  requires_action: 'the bank waits for the customer to approve',
  processing: 'it does not know itself yet',
  authorized: 'authorized',
  declined: 'declined',
  never_accepted: 'never accepted',
  voided: 'voided',
  refunded: 'refunded',
  acknowledged: 'done',
  failed: 'refused',
};
