/** What the public API answers with, as schemas: openapi.json tells them, and the tests hold every answer to them. */
import { z } from 'zod';
import { FRESH_ENOUGH_MS, FRESHNESS_SOURCES } from '../domain/freshness';
import { ORDER_REASONS, ORDER_STATES } from '../domain/order';

const money = z.object({ amount_minor: z.number().int(), currency: z.string() });
const instant = z.string().describe('ISO 8601, UTC, milliseconds');
const region = z.enum(['east', 'west']);
const available = z.number().int().nullable().describe('available now; null where that region was never heard');
const freshness = z
  .enum(FRESHNESS_SOURCES)
  .describe(
    `owner: its record. replica: a copy in this region, at most ${FRESH_ENOUGH_MS / 1000} s behind. last_known: a copy, and the owner cannot be reached`,
  );

export const catalogShape = z.object({
  products: z.array(
    z.object({
      sku: z.string(),
      name: z.string(),
      price: money,
      category: z.string(),
      picture: z.string(),
      stock: z.object({ east: available, west: available }),
    }),
  ),
  recommendations: z.array(z.string()).optional().describe('skus; absent while this optional work is shed'),
  fresh_as_of: instant,
  region,
});

export const openedCartShape = z.object({ cart_id: z.string(), version: z.number().int(), region });

export const cartShape = z.object({
  cart_id: z.string(),
  version: z.number().int(),
  lines: z.array(
    z.object({ sku: z.string(), name: z.string(), quantity: z.number().int(), unit_price: money, line_total: money }),
  ),
  total: money,
  fresh_as_of: instant,
  freshness,
  region,
  owner_region: region,
});

export const checkoutShape = z.object({
  order_id: z.string().describe('also the Idempotency-Key of the order'),
  reference: z.string().describe('short enough to read out over a phone'),
  status_url: z.string(),
  status_token: z.string().describe('told once; only its hash is kept'),
  owner_region: region,
  owner_reached: z.boolean(),
});

export const orderShape = z.object({
  order_id: z.string(),
  reference: z.string().describe('short enough to read out over a phone'),
  state: z.enum(ORDER_STATES),
  version: z
    .number()
    .int()
    .describe('rises by one with each state; a session never sees it fall; 0 before its owner has it'),
  reason: z.enum(ORDER_REASONS).nullable(),
  total: money,
  money_position: z.enum(['not_moved', 'unknown', 'held', 'captured', 'returning', 'returned']),
  customer_message: z.string(),
  pay_again: z.enum(['not_needed', 'possible']),
  next_check_at: instant.nullable(),
  status_url: z.string(),
  held_until: instant.nullable(),
  lines: z.array(z.object({ sku: z.string(), name: z.string(), quantity: z.number().int(), price: money })),
  region,
  owner_region: region,
  fresh_as_of: instant.describe('what is shown was true at this instant'),
  freshness,
  created_at: instant,
  updated_at: instant,
  kept: z
    .object({
      by: region,
      since: instant,
      until: instant.describe('placed by then or not at all'),
      expired: z.boolean(),
      sent: z.enum(['never', 'maybe']).describe('whether the owner may have acted on it already'),
    })
    .optional()
    .describe('the owner cannot be reached: this region keeps the intent, decided nothing and charged nothing'),
  last_known: z.literal(true).optional().describe('the owner cannot be reached: what it said at fresh_as_of'),
});

/** With the status of an error an order carries what every error carries. */
export const refusedOrderShape = orderShape.extend({
  code: z.string().describe('why: the reason of its ending, payment_unavailable, or owner_unreachable'),
  request_id: z.string(),
  retry_after_seconds: z.number().int().optional(),
});

export const webhookShape = z.object({
  received: z.literal(true),
  used: z.boolean().describe('false: a duplicate, or of no order of this store'),
});

/** RFC 9457; some problems say more (the fields that differ, the version that stands). */
export const problemShape = (codes: readonly string[]) =>
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(codes as [string, ...string[]]),
    detail: z.string().describe('what happened and what to do next, in words'),
    request_id: z.string(),
  });
