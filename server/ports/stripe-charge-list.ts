/** Stripe's list of payment intents by creation, page by page; consistent at once, unlike its search. */
import type Stripe from 'stripe';
import { type ListedCharge, namedOrder } from '../domain/ledger-sweep/sides';
import type { ChargeList } from './charge-list';
import { causeOf, MARK_NAME, paymentOf, stripeClient, type StripeSettings } from './stripe-payment-provider';

/** Stripe's widest page. */
const PAGE = 100;
const PAGE_TIMEOUT_MS = 10_000;

export function stripeChargeList(settings: Pick<StripeSettings, 'secretKey' | 'apiBase'>): ChargeList {
  const stripe = stripeClient(settings);
  return {
    async madeIn(fromMs, toMs, most) {
      const window: Stripe.PaymentIntentListParams = {
        created: { gte: fromMs / 1_000, lt: toMs / 1_000 },
        limit: PAGE,
        expand: ['data.latest_charge'],
      };
      const charges: ListedCharge[] = [];
      try {
        for (let after: string | null = null; ; ) {
          const page: Stripe.ApiList<Stripe.PaymentIntent> = await stripe.paymentIntents.list(
            after === null ? window : { ...window, starting_after: after },
            { timeout: PAGE_TIMEOUT_MS },
          );
          charges.push(...page.data.map(listedChargeOf));
          if (most !== null && charges.length > most) return { kind: 'too_many' };
          after = page.data.at(-1)?.id ?? null;
          if (!page.has_more) return { kind: 'listed', charges };
          if (after === null) return { kind: 'unknown', cause: 'provider_error' };
        }
      } catch (error) {
        return { kind: 'unknown', cause: causeOf(error) };
      }
    },
  };
}

function listedChargeOf(intent: Stripe.PaymentIntent): ListedCharge {
  const operation = intent.metadata.payment_operation ?? null;
  return {
    orderId: namedOrder(intent.metadata.order_id ?? null, operation),
    operation,
    mark: intent.metadata[MARK_NAME] ?? null,
    createdAtMs: intent.created * 1_000,
    payment: paymentOf(intent),
  };
}
