/**
 * The messages that cross owners: one zod schema for each message and version. A reader meets old versions for the whole
 * replay window, so a shipped schema never changes; a field whose meaning changes is a new version.
 */
import { z } from 'zod';
import { customerTold } from './customer-told-message';
import { repairRequested } from './repair-message';

const minor = z.number().int().nonnegative().describe('minor units of the currency');
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .describe('ISO 4217');
const reference = z.string().min(1).max(255).describe("the provider's own id of the payment");

export const MESSAGE_SCHEMAS = {
  payment_authorized: {
    1: z.strictObject({
      provider_reference: reference,
      amount_minor: minor.describe('what the provider holds, as the provider says'),
      currency,
    }),
  },
  payment_declined: {
    1: z.strictObject({ provider_reference: reference.nullable(), decline_code: z.string().max(100) }),
  },
  payment_outcome_unknown: {
    1: z.strictObject({
      cause: z.enum([
        'timeout',
        'connection_lost',
        'provider_error',
        'rate_limited',
        'not_found_yet',
        'caller_died',
        'requires_action',
        'processing',
      ]),
      provider_reference: reference.nullable(),
    }),
  },
  payment_reconciled: {
    1: z.strictObject({
      verdict: z.enum(['never_accepted', 'voided', 'refunded']).describe('what machines proved about the money'),
      provider_reference: reference.nullable(),
    }),
  },
  repair_requested: { 1: repairRequested },
  order_confirmed: {
    1: z.strictObject({
      reference: z.string().describe('what the customer reads out over a phone'),
      email: z.string().max(320),
      total_minor: minor,
      currency,
      confirmed_at_ms: z.number().int(),
    }),
  },
  customer_told: { 1: customerTold },
} as const;

export type MessageSchema = keyof typeof MESSAGE_SCHEMAS;

export type PayloadOf<S extends MessageSchema> = z.infer<(typeof MESSAGE_SCHEMAS)[S][1]>;

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
};

/** Consumers of what the other region publishes: their inbox names messages that nobody published here. */
export const PEER_CONSUMERS = ['told-by-peer'] as const;
export type PeerConsumer = (typeof PEER_CONSUMERS)[number];
