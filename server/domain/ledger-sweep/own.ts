/** An order's own payment: what we recorded of its money against what the provider has. Nobody is at work on it any more. */
import type { SweepReason } from './finding';
import { heldMinor, refundedMinor, type SweptOperation, type SweptOrder } from './sides';
import type { ProviderPayment } from '../payment';
import type { PaymentOperationState } from '../payment-operation';

/** What differs, with the money at risk in minor units of the provider's currency. */
export type Disagreement = readonly [reason: SweepReason, atRiskMinor: number];

/** By our record all of it was given back. */
export const isReturned = (state: PaymentOperationState): boolean => state === 'voided' || state === 'refunded';

export function ownDisagreements(order: SweptOrder, pay: SweptOperation, payment: ProviderPayment): Disagreement[] {
  const held = heldMinor(payment);
  if (isReturned(pay.state) || isVoided(order, payment.providerReference))
    return held > 0 ? [['compensation_failed', held]] : [];
  return order.state === 'order_confirmed' ? ofConfirmed(order, payment) : ofUnconfirmed(order, payment, held);
}

function ofConfirmed(order: SweptOrder, payment: ProviderPayment): Disagreement[] {
  const { amount, status } = payment;
  const { total } = order;
  switch (status) {
    case 'requires_capture':
    case 'succeeded': {
      if (amount.currency !== total.currency) return [['currency_mismatch', amount.amountMinor]];
      const difference = Math.abs(amount.amountMinor - total.amountMinor);
      const found: Disagreement[] = difference === 0 ? [] : [['amount_mismatch', difference]];
      return [...found, ...(status === 'succeeded' ? ofRefunds(order, payment) : ofCapture(order, payment))];
    }
    case 'canceled':
    case 'processing':
    case 'requires_action':
    case 'requires_confirmation':
    case 'requires_payment_method':
      return [['order_without_payment', total.amountMinor]];
    default:
      return status satisfies never;
  }
}

/** Held and not captured: ours to know while the capture is open or has failed, which is a case by itself. */
function ofCapture(order: SweptOrder, { amount }: ProviderPayment): Disagreement[] {
  const capture = order.operations.find(({ kind }) => kind === 'capture');
  return capture === undefined || capture.state === 'acknowledged' ? [['capture_failed', amount.amountMinor]] : [];
}

function ofRefunds(order: SweptOrder, payment: ProviderPayment): Disagreement[] {
  const ours = refundedMinor(order.operations, payment.providerReference);
  const theirs = payment.refundedMinor;
  if (theirs < ours) return [['compensation_failed', ours - theirs]];
  if (theirs === ours) return [];
  return heldMinor(payment) === 0
    ? [['order_without_payment', order.total.amountMinor]]
    : [['amount_mismatch', theirs - ours]];
}

/** Money of an order that is not confirmed stands only while a person has it. */
function ofUnconfirmed(order: SweptOrder, { providerReference }: ProviderPayment, held: number): Disagreement[] {
  if (held === 0 || order.state !== 'failed_safely' || order.openCases.length > 0) return [];
  const wasTried = order.operations.some(
    (each) => (each.kind === 'void' || each.kind === 'refund') && each.providerReference === providerReference,
  );
  return [[wasTried ? 'compensation_failed' : 'stray_authorization', held]];
}

function isVoided(order: SweptOrder, providerReference: string): boolean {
  return order.operations.some(
    (each) => each.kind === 'void' && each.state === 'acknowledged' && each.providerReference === providerReference,
  );
}
