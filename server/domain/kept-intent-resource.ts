/**
 * A kept intent as its customer sees it: an order that is saved and not decided. Its version is 0, before any of its owner's, so that
 * whatever the owner says comes after it.
 */
import { lastKnownMessage } from './customer-message';
import { clockMinute } from './instant-words';
import { type KeptFacts, keptIntentMessage, provenUncharged } from './kept-intent';
import type { OrderResource } from './order-resource';
import type { OrderLine } from './placement';
import type { Region } from './region';

export interface KeptIntentFacts {
  readonly orderId: string;
  readonly reference: string;
  readonly total: { readonly amountMinor: number; readonly currency: string };
  readonly lines: readonly OrderLine[];
  readonly keptAtMs: number;
  readonly expiresAtMs: number;
  readonly nextTryAtMs: number;
  readonly expired: boolean;
  readonly mayBeSent: boolean;
  readonly unknownToOwner: boolean;
}

interface Context {
  readonly region: Region;
  readonly owner: Region;
  readonly nowMs: number;
  /** IANA zone for the time inside the message. */
  readonly timeZone: string;
}

export function keptIntentResource(intent: KeptIntentFacts, context: Context): OrderResource {
  const expired = intent.expired || context.nowMs >= intent.expiresAtMs;
  const facts: KeptFacts = {
    expired,
    sent: intent.mayBeSent ? 'maybe' : 'never',
    unknownToOwner: intent.unknownToOwner,
    untilClock: clockMinute(intent.expiresAtMs, context.timeZone),
  };
  const proven = provenUncharged(facts);
  const { currency } = intent.total;
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    order_id: intent.orderId,
    reference: intent.reference,
    state: 'order_intent_saved',
    version: 0,
    reason: null,
    total: { amount_minor: intent.total.amountMinor, currency },
    money_position: proven ? 'not_moved' : 'unknown',
    customer_message: keptIntentMessage(facts),
    // expired here is not over at its owner's: only where nobody can have placed it may the customer order anew
    pay_again: proven && expired ? 'possible' : 'not_needed',
    next_check_at: iso(Math.max(intent.nextTryAtMs, context.nowMs)),
    status_url: `/orders/${intent.orderId}`,
    held_until: null,
    lines: intent.lines.map(({ sku, name, quantity, unitPriceMinor }) => ({
      sku,
      name,
      quantity,
      price: { amount_minor: unitPriceMinor, currency },
    })),
    region: context.region,
    owner_region: context.owner,
    fresh_as_of: iso(context.nowMs),
    freshness: 'last_known',
    created_at: iso(intent.keptAtMs),
    updated_at: iso(intent.keptAtMs),
    kept: {
      by: context.region,
      since: iso(intent.keptAtMs),
      until: iso(intent.expiresAtMs),
      expired,
      sent: facts.sent,
    },
  };
}

/** The owner's last word, told while it cannot be reached: as it was then, marked as such. */
export const lastKnown = (
  answer: OrderResource,
  region: Region,
  answeredAtMs: number,
  timeZone: string,
): OrderResource => ({
  ...answer,
  region,
  customer_message: lastKnownMessage(answer.customer_message, answeredAtMs, timeZone),
  fresh_as_of: new Date(answeredAtMs).toISOString(),
  freshness: 'last_known',
  last_known: true,
});
