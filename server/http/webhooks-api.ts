/**
 * `/api/v1/webhooks/stripe`: verified over the raw body, stored once, in any order; what belongs to the other region is handed to
 * it. It is answered 200 only once it is stored, so the provider sends it again otherwise.
 */
import { type Exchange, header, Problem, readBody, sendJson } from './exchange';
import { ask } from './regions';
import type { ApiParts } from './routes';

const MOST_EVENT_BYTES = 262_144;

export async function receiveWebhook(parts: ApiParts, exchange: Exchange): Promise<void> {
  const raw = await readBody(exchange, MOST_EVENT_BYTES);
  const event = parts.webhooks.verify(raw, header(exchange.request, 'stripe-signature'));
  if (event === null)
    throw new Problem(
      400,
      'signature_invalid',
      'The Stripe-Signature header does not fit this body, or is older than 300 seconds.',
    );
  if (event === 'unreadable')
    throw new Problem(
      400,
      'event_unreadable',
      'The event is genuine, and has an amount, a currency or an id that no record can hold. The payment is looked up instead.',
    );
  if (event === 'ignored' || event.orderId === null) return sendJson(exchange, 200, { received: true, used: false });
  const owner = parts.router.ownerOfOrder(event.orderId);
  const routed = await ask(parts, exchange, owner, 'webhook', {
    event,
    orderId: event.orderId,
    requestId: exchange.requestId,
    traceId: exchange.traceId,
  });
  if (routed.kind === 'owner_unreachable')
    throw new Problem(
      503,
      'owner_unreachable',
      'The owning region cannot be reached; send the event again.',
      {},
      { 'Retry-After': '5' },
    );
  sendJson(exchange, 200, { received: true, used: routed.answer.answer === 'taken' });
}
