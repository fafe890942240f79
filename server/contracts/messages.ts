/**
 * The messages that cross owners, each with its contract, and who must act on them. A reader meets old versions for the whole replay
 * window, so a shipped version never changes; `scripts/messages` holds that, with a corpus of every version ever shipped.
 */
import { cartChanged } from './cart-changed';
import type { Contract } from './contract';
import { copiesComplete } from './copies-complete';
import { customerTold } from './customer-told-message';
import { orderConfirmed } from './order-confirmed';
import { orderStatusChanged } from './order-status-changed';
import { paymentAuthorized } from './payment-authorized';
import { paymentDeclined } from './payment-declined';
import { paymentOutcomeUnknown } from './payment-outcome-unknown';
import { paymentReconciled } from './payment-reconciled';
import { repairRequested } from './repair-message';

export const MESSAGE_CONTRACTS = {
  payment_authorized: paymentAuthorized,
  payment_declined: paymentDeclined,
  payment_outcome_unknown: paymentOutcomeUnknown,
  payment_reconciled: paymentReconciled,
  repair_requested: repairRequested,
  order_confirmed: orderConfirmed,
  customer_told: customerTold,
  order_status_changed: orderStatusChanged,
  cart_changed: cartChanged,
  copies_complete: copiesComplete,
} as const;

export type MessageSchema = keyof typeof MESSAGE_CONTRACTS;

export const MESSAGE_NAMES = Object.keys(MESSAGE_CONTRACTS) as readonly MessageSchema[];

/** The newest version's payload: what every reader gets. */
export type PayloadOf<S extends MessageSchema> =
  (typeof MESSAGE_CONTRACTS)[S] extends Contract<infer Newest> ? Newest : never;

export function contractOf(schema: string): Contract<unknown> | null {
  return Object.hasOwn(MESSAGE_CONTRACTS, schema)
    ? (MESSAGE_CONTRACTS[schema as MessageSchema] as Contract<unknown>)
    : null;
}

/** Who must act on a message, each exactly once in effect. */
export const CONSUMERS = ['order-owner', 'mail', 'sales'] as const;
export type Consumer = (typeof CONSUMERS)[number];

export const SUBSCRIBERS: Record<MessageSchema, readonly Consumer[]> = {
  payment_authorized: ['order-owner'],
  payment_declined: ['order-owner'],
  payment_outcome_unknown: ['order-owner'],
  payment_reconciled: ['order-owner'],
  repair_requested: ['order-owner'],
  order_confirmed: ['mail', 'sales'],
  // its consumer is the order's owner, in the other region
  customer_told: [],
  // copies for the other region: told from the record as it stands, never from the outbox
  order_status_changed: [],
  cart_changed: [],
  copies_complete: [],
};

/** Consumers of what the other region publishes: their inbox names messages that nobody published here. */
export const PEER_CONSUMERS = ['told-by-peer'] as const;
export type PeerConsumer = (typeof PEER_CONSUMERS)[number];
