/** The customer's text split by size, and the steps of an order as they may be shown. The words themselves come from the server. */
import type { OrderState } from '@/server/domain/order';

/** The first thing said is the largest; a refusal always says in the same breath what happened to the money. */
export function splitMessage(message: string, state: OrderState): { readonly headline: string; readonly rest: string } {
  const sentences = message.match(/[^.]+\.(?:\s|$)/g)?.map((sentence) => sentence.trim()) ?? [message];
  const [first = message, ...others] = sentences;
  if (state !== 'failed_safely') return { headline: first, rest: others.join(' ') };
  const last = others.pop();
  return { headline: last ? `${first} ${last}` : first, rest: others.join(' ') };
}

export interface Step {
  readonly mark: OrderState;
  readonly tone: 'green' | 'amber' | 'blue' | 'violet' | 'neutral';
  readonly what: 'received' | 'held' | 'bank' | 'end';
  /** The line below it is drawn solid once the next step has settled. */
  readonly settledAfter: boolean;
  readonly current: boolean;
}

const DONE = { mark: 'order_confirmed', tone: 'green', current: false } as const;
const LATER = { mark: 'order_intent_saved', tone: 'neutral', current: false, settledAfter: false } as const;

/**
 * Four steps, always the same four, so that the page does not jump while it updates itself.
 * @param itemsHeld false once the hold has ended, whatever is still waited for.
 */
export function stepsOf(state: OrderState, itemsHeld: boolean): readonly Step[] {
  switch (state) {
    case 'order_intent_saved':
      return [
        { ...DONE, what: 'received', settledAfter: false },
        { ...LATER, what: 'held', current: true },
        { ...LATER, what: 'bank' },
        { ...LATER, what: 'end' },
      ];
    case 'inventory_reserved':
      return [
        { ...DONE, what: 'received', settledAfter: true },
        { ...DONE, what: 'held', settledAfter: false },
        { ...LATER, what: 'bank', current: true },
        { ...LATER, what: 'end' },
      ];
    case 'payment_authorizing':
    case 'payment_pending':
    case 'needs_reconciliation':
      return [
        { ...DONE, what: 'received', settledAfter: itemsHeld },
        { ...(itemsHeld ? DONE : LATER), what: 'held', settledAfter: false },
        { mark: state, tone: WAITING_TONE[state], what: 'bank', settledAfter: false, current: true },
        { ...LATER, what: 'end' },
      ];
    case 'order_confirmed':
      return [
        { ...DONE, what: 'received', settledAfter: true },
        { ...DONE, what: 'held', settledAfter: true },
        { ...DONE, what: 'bank', settledAfter: true },
        { ...DONE, what: 'end', settledAfter: true, current: true },
      ];
    case 'failed_safely':
      return [
        { ...DONE, what: 'received', settledAfter: false },
        { mark: 'failed_safely', tone: 'neutral', what: 'end', settledAfter: true, current: true },
      ];
    default:
      return state satisfies never;
  }
}

const WAITING_TONE = {
  payment_authorizing: 'blue',
  payment_pending: 'amber',
  needs_reconciliation: 'violet',
} as const;

/** A kept order waits to be placed at all; from its end on it is not placed from here any more. */
export const KEPT_IN_SHORT = { waiting: 'Kept', expired: 'Not placed from here' } as const;

/** The two or three words above the headline. */
export const STATE_IN_SHORT: Record<OrderState, string> = {
  order_intent_saved: 'Saved',
  inventory_reserved: 'Items held',
  payment_authorizing: 'Contacting your bank',
  payment_pending: 'Being confirmed',
  order_confirmed: 'Confirmed',
  needs_reconciliation: 'A person is looking at it',
  failed_safely: 'Not completed',
};
