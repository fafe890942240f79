/**
 * Turns a stored change into the answer that its caller gets: the same function for the first answer and for every
 * replay, so a replay can never say something else.
 */
import type { Change, IntentRecord, Refusal } from './records';
import { stripeIntent, stripeRefund } from './stripe-objects';

export type Answer = { status: number; body: string; headers?: Record<string, string> };

export const ok = (body: unknown): Answer => ({ status: 200, body: JSON.stringify(body) });

export function answerOf(change: Change, expand: readonly string[]): Answer {
  if (change.refusal) return refusalAnswer(change.refusal, change.intent, change.request_id);
  if (change.refund) return ok(stripeRefund(change.refund));
  return ok(change.intent && stripeIntent(change.intent, expand));
}

export function refusalAnswer(refusal: Refusal, intent: IntentRecord | null, requestId: string): Answer {
  const { status, type, code, message, param, decline_code } = refusal;
  // Only a decline tells about its intent: a 500 must not give away what happened.
  const declined = type === 'card_error' && intent;
  const error = {
    type,
    message,
    ...(code === null ? {} : { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }),
    ...(param === undefined ? {} : { param }),
    ...(decline_code === undefined ? {} : { decline_code }),
    ...(declined ? { charge: intent.charge?.id, payment_intent: stripeIntent(intent) } : {}),
    request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}`,
  };
  return { status, body: JSON.stringify({ error }) };
}
