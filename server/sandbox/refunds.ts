/**
 * Refunds as a pure decision: never more than was captured, however many calls ask for it.
 */
import type { z } from 'zod';
import { refundRefused, refused } from './errors';
import type { createRefundParams } from './params';
import type { Circumstances, Decision, IntentRecord } from './records';

export function createRefund(
  intent: IntentRecord,
  params: z.infer<typeof createRefundParams>,
  at: Circumstances,
): Decision {
  const charge = intent.charge;
  if (charge === null || !charge.captured) {
    return refused(
      refundRefused(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, null),
    );
  }
  const left = charge.amount_captured - charge.amount_refunded;
  if (left === 0)
    return refused(refundRefused(`Charge ${charge.id} has already been refunded.`, 'charge_already_refunded'));
  const amount = params.amount ?? left;
  if (amount > left) {
    return refused(
      refundRefused(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left}).`, null),
    );
  }
  return {
    intent: { ...intent, charge: { ...charge, amount_refunded: charge.amount_refunded + amount } },
    refund: {
      id: at.newId('re'),
      created_at_ms: at.now_ms,
      amount,
      currency: intent.currency,
      payment_intent: intent.id,
      charge: charge.id,
      reason: params.reason ?? null,
      metadata: params.metadata,
    },
    moved: [{ kind: 'refunded', amount_minor: amount }],
    events: ['charge.refunded'],
    refusal: null,
  };
}
