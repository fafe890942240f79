/** Where a checkout stands as its page must show it. Only `open` and `unavailable` may send; both send the same body under the same key. */
import type { OrderResource } from '@/components/store/resources';
import { intentExpiresAt } from '@/server/domain/intent';
import { awaitsOutcome, isFinal } from '@/server/domain/order';
import type { Answer } from '../../store-api';

export type CheckoutPhase =
  | { readonly kind: 'open'; readonly note: string | null }
  /** The payment was not attempted; the intent is kept until then. Without a time to come back, only a person goes on with it. */
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number | null; readonly keptUntilMs: number }
  /** The shop is too busy to take the order: nothing was sent or kept. */
  | { readonly kind: 'busy'; readonly retryAfterSeconds: number }
  /** An operation is open, or nobody knows whether it is: look, never send. */
  | { readonly kind: 'watch'; readonly why: 'under_way' | 'not_heard' }
  | { readonly kind: 'refused'; readonly text: string }
  /** The checkout was opened for another cart than the one of now: nothing was sent, a new one is needed. */
  | { readonly kind: 'cart_changed' }
  | { readonly kind: 'answered' };

const BUSY_RETRY_S = 5;

const keptUntil = (order: OrderResource): number => intentExpiresAt(Date.parse(order.created_at));

/** When the page goes on by itself; null: only a person does. Nobody is charged by a page that was only opened again. */
export const goesOnInSeconds = (phase: CheckoutPhase): number | null =>
  phase.kind === 'unavailable' || phase.kind === 'busy' ? phase.retryAfterSeconds : null;

interface Before {
  readonly sentBefore: boolean;
  readonly cartMoved: boolean;
}

/** What a page that was just (re)loaded may do, from what the store says about the order. */
export function phaseOnLoad(answer: Answer<OrderResource>, { sentBefore, cartMoved }: Before): CheckoutPhase {
  if (answer.kind === 'no_answer')
    return sentBefore ? { kind: 'watch', why: 'not_heard' } : { kind: 'open', note: null };
  // not that there is none: that it cannot be read now
  if (answer.kind === 'refused' && answer.status !== 404 && sentBefore) return { kind: 'watch', why: 'not_heard' };
  if (answer.kind === 'refused') return cartMoved ? { kind: 'cart_changed' } : { kind: 'open', note: null };
  const order = answer.body;
  // a kept order is placed by itself: its own page says until when
  if (isFinal(order.state) || order.kept !== undefined) return { kind: 'answered' };
  if (awaitsOutcome(order.state) || order.pay_again === 'not_needed') return { kind: 'watch', why: 'under_way' };
  return { kind: 'unavailable', retryAfterSeconds: null, keptUntilMs: keptUntil(order) };
}

/** What an answer to the order itself means. */
export function phaseAfterSending(answer: Answer<OrderResource>): CheckoutPhase {
  if (answer.kind === 'no_answer') return { kind: 'watch', why: 'not_heard' };
  if (answer.kind === 'ok')
    return answer.status === 503 && answer.body.kept === undefined
      ? { kind: 'unavailable', retryAfterSeconds: answer.retryAfterSeconds, keptUntilMs: keptUntil(answer.body) }
      : { kind: 'answered' };
  switch (answer.status) {
    case 404:
    case 409:
      return { kind: 'cart_changed' };
    // without the order's own answer (owner unreachable, lost on the way) nobody knows whether it was sent
    case 503:
      return { kind: 'watch', why: 'not_heard' };
    case 429:
      return { kind: 'busy', retryAfterSeconds: answer.retryAfterSeconds ?? BUSY_RETRY_S };
    case 422:
      return {
        kind: 'refused',
        text: 'This order was already sent with other details. Nothing was sent again; its status is below.',
      };
    default:
      return answer.status >= 500
        ? { kind: 'watch', why: 'not_heard' }
        : {
            kind: 'open',
            note: answer.problem.detail ?? 'The order was not accepted as it stands. Nothing was charged.',
          };
  }
}
