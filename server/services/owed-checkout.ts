/**
 * A checkout that one region opened for the other and that is not known to have come there. It is given to whoever owns the order when
 * asked for, and nobody says before that there is no such key.
 */
import type { Region } from '../domain/ids';
import type { CheckoutCopy, CheckoutCopyStore } from '../stores/checkout-copies';
import type { CheckoutRecord } from '../stores/checkouts';
import type { CallContext, RegionRouter, Routed } from './region-router';
import type { PlaceAnswer, Storefront } from './storefront';

export async function owedCheckout(
  copies: Pick<CheckoutCopyStore, 'get'>,
  orderId: string,
): Promise<CheckoutRecord | null> {
  const copy = await copies.get(orderId);
  return copy === null || copy.ownerHasIt ? null : recordOf(copy);
}

export function recordOf({ ownerHasIt: _has, sends: _sends, ...checkout }: CheckoutCopy): CheckoutRecord {
  return checkout;
}

/** How long the other region is asked for a checkout that its owner does not have. */
const PATIENCE_MS = 2_000;

export type PlacedOrOwed =
  | Routed<PlaceAnswer>
  /** The order's owner is this region and has no such checkout; `opener` may owe it, and cannot be asked. */
  | { readonly kind: 'opener_unreachable'; readonly opener: Region; readonly error: string };

/**
 * What became of `placed`, which was asked for with `input`. Where this region owns the order and knows no such key, the other one is
 * asked for what it may owe. Where the other one owns it, it has looked among what was opened there, and what was opened here went along.
 */
export async function placedOrOwed(
  placed: Routed<PlaceAnswer>,
  input: Parameters<Storefront['order_place']>[0],
  context: CallContext,
  { region, router }: { readonly region: Region; readonly router: Pick<RegionRouter, 'ask' | 'otherRegion'> },
): Promise<PlacedOrOwed> {
  if (placed.kind !== 'answered' || placed.answer.kind !== 'unknown_key' || placed.region !== region) return placed;
  const { orderId } = input.request;
  const opener = router.otherRegion();
  const asked = { ...context, remainingMs: Math.min(context.remainingMs, PATIENCE_MS) };
  const owed = await router.ask(opener, 'checkout_owed', { orderId }, asked);
  if (owed.kind === 'owner_unreachable') return { kind: 'opener_unreachable', opener, error: owed.error };
  // asked again also without one: what is not owed any more has just come
  return router.ask(region, 'order_place', { ...input, checkout: owed.answer }, context);
}
