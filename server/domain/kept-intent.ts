/**
 * An intent that this region keeps because the region that owns its order cannot be reached. It is not an order: nothing was decided,
 * held or charged by keeping it. It is handed to its owner, or expires uncharged; which of the two, and what then became of it,
 * only the owner says.
 */
import type { Region } from './region';

export const KEPT_INTENT_STATES = ['kept', 'expired', 'handed_over', 'settled'] as const;
export type KeptIntentState = (typeof KEPT_INTENT_STATES)[number];

/** `never`: no call for it has left this region. `maybe`: one may have been acted on. */
export type Sent = 'never' | 'maybe';

/** What a customer's order key stands for. */
export interface IntentBody {
  readonly cartId: string;
  readonly cartVersion: number;
  readonly email: string;
  readonly paymentMethod: string;
}

/** Which fields of a second body under one key differ, by their public names; their values are never told. */
export function differingFields(asked: IntentBody, known: IntentBody): string[] {
  const compared: [string, unknown, unknown][] = [
    ['cart_id', asked.cartId, known.cartId],
    ['cart_version', asked.cartVersion, known.cartVersion],
    ['email', asked.email, known.email],
    ['payment_method', asked.paymentMethod, known.paymentMethod],
  ];
  return compared.filter(([, left, right]) => left !== right).map(([field]) => field);
}

/** The text that a key's body is fingerprinted by. */
export const bodyText = (body: IntentBody): string =>
  JSON.stringify([body.cartId, body.cartVersion, body.email, body.paymentMethod]);

export interface KeptNote {
  /** Which region keeps it. */
  readonly by: Region;
  /** When it was kept. */
  readonly since: string;
  /** It is placed by then or not at all. */
  readonly until: string;
  /** From then on it is not placed any more. */
  readonly expired: boolean;
  /** Whether its owner may have acted on it already. */
  readonly sent: Sent;
}

export interface KeptFacts {
  readonly expired: boolean;
  readonly sent: Sent;
  /** The owner did not even have the checkout: nobody can have placed the order there. */
  readonly unknownToOwner: boolean;
  /** "14:32" */
  readonly untilClock: string;
}

/** Whether it is proven that nothing was charged: else the customer may have placed the same order at its owner. */
export const provenUncharged = ({ sent, unknownToOwner }: KeptFacts): boolean => sent === 'never' && unknownToOwner;

/** What the customer reads. Never "not charged" without proof, and never an invitation to pay again while the first may still count. */
export function keptIntentMessage(facts: KeptFacts): string {
  if (facts.expired)
    return provenUncharged(facts)
      ? 'Not placed, and not charged. The part of our shop that completes this order could not be reached in time, and it is not placed any more. You may order again.'
      : 'Kept here, but not placed from here any more: the part of our shop that completes this order could not be reached in time. We still ask whether it went through before. You do not need to pay again; this page updates itself.';
  const onwards = `We place it as soon as it answers, until ${facts.untilClock}, and you are charged once at most; after that it is dropped. You do not need to order again; this page updates itself.`;
  if (facts.sent === 'maybe')
    return `Your order is kept. The part of our shop that completes it did not answer, so it may have your order already. ${onwards}`;
  return provenUncharged(facts)
    ? `Your order is kept, not charged yet. The part of our shop that completes it cannot be reached right now. ${onwards}`
    : `Your order is kept, and keeping it charged nothing. The part of our shop that completes it cannot be reached right now. ${onwards}`;
}
