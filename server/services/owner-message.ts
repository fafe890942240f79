/** What a queued message tells the order owner, or why it must be parked. */
import type { MessageReader } from '../contracts/envelope';
import type { ParkedMessage } from '../contracts/parked';
import { repairOf } from '../contracts/repair-message';
import type { PaymentOutcome, UnknownCause } from '../domain/payment';
import type { RepairRequest } from '../domain/repair/record';
import type { QueuedMessage } from '../stores/deliveries';

export type Said =
  | { readonly kind: 'outcome'; readonly outcome: PaymentOutcome }
  | { readonly kind: 'repair'; readonly request: RepairRequest };

export function saidBy(
  message: QueuedMessage,
  reader: MessageReader,
): Said | ({ readonly kind: 'parked' } & ParkedMessage) {
  const read = reader(message);
  if (read.kind === 'parked') return read;
  const told = (outcome: PaymentOutcome): Said => ({ kind: 'outcome', outcome });
  switch (read.schema) {
    case 'payment_authorized':
      return told({
        kind: 'authorized',
        providerReference: read.payload.provider_reference,
        amount: { amountMinor: read.payload.amount_minor, currency: read.payload.currency },
        observedAtMs: read.payload.observed_at_ms,
      });
    case 'payment_declined':
      return told({
        kind: 'declined',
        providerReference: read.payload.provider_reference,
        declineCode: read.payload.decline_code,
      });
    case 'payment_reconciled':
      return told(
        read.payload.verdict === 'never_accepted'
          ? { kind: 'never_accepted' }
          : { kind: read.payload.verdict, providerReference: read.payload.provider_reference ?? '' },
      );
    case 'payment_outcome_unknown': {
      const { cause, provider_reference } = read.payload;
      return told(
        cause === 'requires_action' || cause === 'processing'
          ? { kind: cause, providerReference: provider_reference ?? '' }
          : { kind: 'unknown', cause: cause satisfies UnknownCause },
      );
    }
    case 'repair_requested':
      return { kind: 'repair', request: repairOf(message.orderId, read.payload) };
    case 'order_confirmed':
    case 'customer_told':
    case 'order_status_changed':
    case 'cart_changed':
    case 'copies_complete':
      return {
        kind: 'parked',
        code: 'not_for_consumer',
        reason: `${read.schema} is not for the order owner`,
      };
    default:
      return read satisfies never;
  }
}
