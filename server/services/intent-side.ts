/** What a region is asked for about orders that it does not own, by name and plain data. */
import type { Clock } from '../ports/clock';
import type { CheckoutCopyStore } from '../stores/checkout-copies';
import type { CheckoutRecord } from '../stores/checkouts';
import type { IntentReader, KeptIntentPage, KeptIntentView } from './intent-reader';
import { owedCheckout } from './owed-checkout';

export interface IntentSide {
  /** Copies of checkouts that the asking region owns, so that their customers are known here while it cannot be reached. */
  checkouts_copy(input: { checkouts: readonly CheckoutRecord[] }): Promise<{ readonly copied: number }>;
  /** A checkout that was opened here and that this region does not know its owner to have; null where there is none. It counts as brought there. */
  checkout_owed(input: { orderId: string }): Promise<CheckoutRecord | null>;
  /** What this region keeps for the other. */
  intents_find(input: { q: string }): Promise<KeptIntentPage>;
  intents_view(input: { orderId: string }): Promise<KeptIntentView | null>;
}

export function intentSide(parts: {
  readonly clock: Clock;
  readonly copies: Pick<CheckoutCopyStore, 'get' | 'keep' | 'sending'>;
  readonly reader: Pick<IntentReader, 'find' | 'view'>;
}): IntentSide {
  const { clock, copies, reader } = parts;
  return {
    async checkouts_copy({ checkouts }) {
      await copies.keep(checkouts, true, 0, clock.nowMs());
      return { copied: checkouts.length };
    },
    async checkout_owed({ orderId }) {
      // from now on nobody says here that its owner cannot know it
      await copies.sending(orderId);
      return owedCheckout(copies, orderId);
    },
    intents_find: ({ q }) => reader.find(q),
    intents_view: ({ orderId }) => reader.view(orderId),
  };
}
