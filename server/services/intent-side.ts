/** What a region is asked for about orders that it does not own, by name and plain data. */
import type { Clock } from '../ports/clock';
import type { CheckoutCopyStore } from '../stores/checkout-copies';
import type { CheckoutRecord } from '../stores/checkouts';

export interface IntentSide {
  /** Copies of checkouts that the asking region owns, so that their customers are known here while it cannot be reached. */
  checkouts_copy(input: { checkouts: readonly CheckoutRecord[] }): Promise<{ readonly copied: number }>;
}

export function intentSide(parts: {
  readonly clock: Clock;
  readonly copies: Pick<CheckoutCopyStore, 'keep'>;
}): IntentSide {
  return {
    async checkouts_copy({ checkouts }) {
      await parts.copies.keep(checkouts, true, 0, parts.clock.nowMs());
      return { copied: checkouts.length };
    },
  };
}
