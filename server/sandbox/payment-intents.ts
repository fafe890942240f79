/**
 * The states of a payment intent, as pure decisions. Money moves only here and in refunds.ts, and each movement is
 * named, so that the ledger and the state can never tell two stories.
 */
import type { z } from 'zod';
import { amountTooLarge, cardDeclined, refused, resourceMissing, unexpectedState } from './errors';
import type { cancelIntentParams, captureIntentParams, confirmIntentParams, createIntentParams } from './params';
import type { ChargeRecord, Circumstances, Decision, IntentRecord } from './records';
import { attemptResultOf } from './test-payment-methods';

/** What the fault "wrong amount" adds to the requested amount, in minor units. */
export const WRONG_AMOUNT_EXCESS_MINOR = 100;

const CONFIRMABLE = ['requires_payment_method', 'requires_confirmation', 'requires_action'];
const CANCELABLE = [...CONFIRMABLE, 'requires_capture', 'processing'];

export function createIntent(params: z.infer<typeof createIntentParams>, at: Circumstances): Decision {
  const method = params.payment_method ?? null;
  if (method !== null && !attemptResultOf(method)) return noSuchMethod(method);
  const intent: IntentRecord = {
    id: at.newId('pi'),
    created_at_ms: at.now_ms,
    amount: params.amount,
    currency: params.currency,
    capture_method: params.capture_method,
    status: method === null ? 'requires_payment_method' : 'requires_confirmation',
    payment_method: method,
    payment_method_types: params.payment_method_types,
    metadata: withoutBlanks(params.metadata),
    description: params.description ?? null,
    receipt_email: params.receipt_email ?? null,
    amount_capturable: 0,
    amount_received: 0,
    charge: null,
    last_payment_error: null,
    canceled_at_ms: null,
    cancellation_reason: null,
  };
  return params.confirm ? attempt(intent, at) : changed(intent);
}

export function confirmIntent(
  intent: IntentRecord,
  params: z.infer<typeof confirmIntentParams>,
  at: Circumstances,
): Decision {
  if (!CONFIRMABLE.includes(intent.status)) return wrongState(intent, 'confirm');
  const method = params.payment_method ?? intent.payment_method;
  return attempt(
    { ...intent, payment_method: method, receipt_email: params.receipt_email ?? intent.receipt_email },
    at,
  );
}

export function captureIntent(intent: IntentRecord, params: z.infer<typeof captureIntentParams>): Decision {
  if (intent.status !== 'requires_capture' || intent.charge === null) return wrongState(intent, 'capture');
  const amount = params.amount_to_capture ?? intent.amount_capturable;
  if (amount > intent.amount_capturable) {
    return refused(
      amountTooLarge(
        `The amount_to_capture (${amount}) is more than can be captured (${intent.amount_capturable}).`,
        'amount_to_capture',
      ),
    );
  }
  return changed(
    {
      ...intent,
      status: 'succeeded',
      amount_capturable: 0,
      amount_received: amount,
      charge: { ...intent.charge, captured: true, amount_captured: amount },
    },
    { moved: [{ kind: 'captured', amount_minor: amount }], events: ['payment_intent.succeeded'] },
  );
}

export function cancelIntent(
  intent: IntentRecord,
  params: z.infer<typeof cancelIntentParams>,
  at: Circumstances,
): Decision {
  if (!CANCELABLE.includes(intent.status)) return wrongState(intent, 'cancel');
  const held = intent.amount_capturable;
  return changed(
    {
      ...intent,
      status: 'canceled',
      amount_capturable: 0,
      canceled_at_ms: at.now_ms,
      cancellation_reason: params.cancellation_reason ?? null,
    },
    {
      // Only a hold can be given back: cancelling an intent that never held money moves nothing.
      moved: held > 0 ? [{ kind: 'voided', amount_minor: held }] : [],
      events: ['payment_intent.canceled'],
    },
  );
}

function attempt(intent: IntentRecord, at: Circumstances): Decision {
  if (intent.payment_method === null) {
    return refused(unexpectedState("You cannot confirm this PaymentIntent because it's missing a payment method."));
  }
  const result = attemptResultOf(intent.payment_method);
  if (!result) return noSuchMethod(intent.payment_method);
  switch (result.kind) {
    case 'authorizes':
      return authorized(intent, at);
    case 'requires_action':
      return changed({ ...intent, status: 'requires_action' }, { events: ['payment_intent.requires_action'] });
    case 'processing':
      return changed({ ...intent, status: 'processing' }, { events: ['payment_intent.processing'] });
    case 'declines':
      return changed(
        {
          ...intent,
          status: 'requires_payment_method',
          payment_method: null,
          last_payment_error: result.decline,
          charge: { ...newCharge(intent.amount, at), status: 'failed', decline: result.decline },
        },
        {
          moved: [{ kind: 'declined', amount_minor: intent.amount }],
          events: ['payment_intent.payment_failed'],
          refusal: cardDeclined(result.decline),
        },
      );
    default:
      return result satisfies never;
  }
}

function authorized(intent: IntentRecord, at: Circumstances): Decision {
  const amount = intent.amount + (at.wrong_amount ? WRONG_AMOUNT_EXCESS_MINOR : 0);
  const charge = newCharge(amount, at);
  const paid: IntentRecord = { ...intent, amount, last_payment_error: null, charge };
  const hold = { kind: 'authorized', amount_minor: amount } as const;
  if (intent.capture_method === 'manual') {
    return changed(
      { ...paid, status: 'requires_capture', amount_capturable: amount },
      { moved: [hold], events: ['payment_intent.amount_capturable_updated'] },
    );
  }
  return changed(
    {
      ...paid,
      status: 'succeeded',
      amount_received: amount,
      charge: { ...charge, captured: true, amount_captured: amount },
    },
    { moved: [hold, { kind: 'captured', amount_minor: amount }], events: ['payment_intent.succeeded'] },
  );
}

const newCharge = (amount: number, at: Circumstances): ChargeRecord => ({
  id: at.newId('ch'),
  created_at_ms: at.now_ms,
  status: 'succeeded',
  amount,
  amount_captured: 0,
  amount_refunded: 0,
  captured: false,
  decline: null,
});

const changed = (intent: IntentRecord, more: Partial<Decision> = {}): Decision => ({
  intent,
  refund: null,
  moved: [],
  events: [],
  refusal: null,
  ...more,
});

const wrongState = (intent: IntentRecord, verb: string): Decision =>
  refused(unexpectedState(`You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`));

const noSuchMethod = (method: string): Decision =>
  refused(resourceMissing('PaymentMethod', method, 'payment_method', 400));

/** Stripe: an empty value means that the key is not wanted. */
const withoutBlanks = (metadata: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== ''));
