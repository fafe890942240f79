/** What the provider's list shows to be over while we still hold it open: lost webhooks and dead look-ups are healed by it. */
import type { News } from './finding';
import type { ListedCharge, SweptOperation, SweptOrder } from './sides';
import { isDefinite, outcomeOf, showsDone, supersededBy } from '../payment';

/**
 * The outcome of the order's payment, where it is definite and above what we know. A confirmed order is not told that its money went:
 * that is a disagreement and a person's.
 */
export function paymentNews(order: SweptOrder, pay: SweptOperation, own: ListedCharge): News[] {
  const outcome = outcomeOf(own.payment);
  const isNews =
    order.state !== 'order_confirmed' &&
    isDefinite(outcome) &&
    supersededBy(outcome).some((each) => each === pay.state);
  return isNews ? [{ kind: 'payment_outcome', orderId: order.orderId, outcome }] : [];
}

/** Captures, voids and refunds that were given up without an answer, and that the charge shows to be done. */
export function followUpNews(order: SweptOrder, own: ListedCharge): News[] {
  const { providerReference } = own.payment;
  return order.operations
    .filter((each) => each.state === 'unknown' && each.nextCheckAtMs === null)
    .filter((each) => each.providerReference === providerReference && isDone(order, each, own))
    .map(({ caseId, operation }) => ({
      kind: 'follow_up_done',
      orderId: order.orderId,
      operation,
      providerReference,
      settles: order.openCases
        .filter((each) => each.about === `case:${order.orderId}:${operation}` || each.caseId === caseId)
        .map((each) => each.caseId),
    }));
}

function isDone(order: SweptOrder, operation: SweptOperation, { payment }: ListedCharge): boolean {
  const { amount, kind } = operation;
  if (kind === 'authorize') return false;
  if (kind !== 'refund') return showsDone(kind, payment, amount);
  // what other refunds gave back, or may have given back, is not this one's
  const othersMinor = order.operations
    .filter((each) => each.kind === 'refund' && each.state !== 'failed' && each.operation !== operation.operation)
    .filter((each) => each.providerReference === payment.providerReference)
    .reduce((sum, each) => sum + each.amount.amountMinor, 0);
  return showsDone(kind, payment, { ...amount, amountMinor: othersMinor + amount.amountMinor });
}
