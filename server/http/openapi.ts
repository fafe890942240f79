/** `/api/openapi.json`: made from the same schemas that parse the calls, so that it cannot say something else. */
import { z } from 'zod';
import { FRESH_ENOUGH_MS, FRESHNESS_SOURCES } from '../domain/freshness';
import { ORDER_REASONS, ORDER_STATES } from '../domain/order';
import { openCheckoutBody, placeOrderBody, setItemBody } from './shapes';

const json = (schema: z.ZodType) => ({
  content: { 'application/json': { schema: z.toJSONSchema(schema, { io: 'input' }) } },
});
const answer = (description: string, schema?: z.ZodType) => ({ description, ...(schema ? json(schema) : {}) });
const pathParameter = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const headerParameter = (name: string, required: boolean, description: string) => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' },
});
const turnedAway = {
  description:
    'too_many_requests: not read, nothing kept but the checkout; repeat it under the same key after Retry-After',
  content: { 'application/problem+json': {} },
};
const problem = {
  description: 'RFC 9457 problem with a stable code and the request_id',
  content: { 'application/problem+json': {} },
};

const money = z.object({ amount_minor: z.number().int(), currency: z.string() });
const instant = z.string().describe('ISO 8601, UTC, milliseconds');
const freshness = z
  .enum(FRESHNESS_SOURCES)
  .describe(
    `owner: its record. replica: a copy in this region, at most ${FRESH_ENOUGH_MS / 1000} s behind. last_known: a copy, and the owner cannot be reached`,
  );
const minVersion = {
  name: 'min_version',
  in: 'query',
  description: 'never answered with an older one',
  schema: { type: 'integer' },
};
const cart = z.object({
  cart_id: z.string(),
  version: z.number().int(),
  lines: z.array(
    z.object({ sku: z.string(), name: z.string(), quantity: z.number().int(), unit_price: money, line_total: money }),
  ),
  total: money,
  fresh_as_of: instant,
  freshness,
  region: z.enum(['east', 'west']),
  owner_region: z.enum(['east', 'west']),
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
  region: z.enum(['east', 'west']),
  owner_region: z.enum(['east', 'west']),
  fresh_as_of: instant.describe('what is shown was true at this instant'),
  freshness,
  created_at: instant,
  updated_at: instant,
  kept: z
    .object({
      by: z.enum(['east', 'west']),
      since: instant,
      until: instant.describe('placed by then or not at all'),
      expired: z.boolean(),
      sent: z.enum(['never', 'maybe']).describe('whether the owner may have acted on it already'),
    })
    .optional()
    .describe('the owner cannot be reached: this region keeps the intent, decided nothing and charged nothing'),
  last_known: z.literal(true).optional().describe('the owner cannot be reached: what it said at fresh_as_of'),
});

export const openapi = {
  openapi: '3.1.0',
  info: {
    title: 'Evident checkout',
    version: '1',
    description: 'One customer intent creates at most one successful payment and one clear order outcome.',
  },
  servers: [{ url: '/api/v1' }],
  paths: {
    '/catalog': {
      get: {
        summary: 'What the shop sells, with the stock of each region as far as known',
        responses: { 200: answer('products') },
      },
    },
    '/carts': { post: { summary: 'Create a cart', responses: { 201: answer('cart_id, version, region') } } },
    '/carts/{cart_id}': {
      get: {
        summary: 'Read a cart',
        parameters: [pathParameter('cart_id'), minVersion],
        responses: { 200: answer('the cart', cart), 404: problem, 503: problem },
      },
    },
    '/carts/{cart_id}/items/{sku}': {
      put: {
        summary: 'Set how many of a product are in the cart; 0 removes it',
        parameters: [
          pathParameter('cart_id'),
          pathParameter('sku'),
          headerParameter('If-Match', false, 'the version that the change is meant for'),
        ],
        requestBody: json(setItemBody),
        responses: { 200: answer('the cart at its new version', cart), 404: problem, 409: problem },
      },
    },
    '/checkouts': {
      post: {
        summary: 'Allot an order id; nothing else happens',
        requestBody: json(openCheckoutBody),
        responses: {
          201: answer('order_id, reference, status_url, status_token, owner_region, owner_reached'),
          404: problem,
          409: problem,
        },
      },
    },
    '/orders': {
      post: {
        summary: 'Place the order, once, however often it is sent',
        parameters: [headerParameter('Idempotency-Key', true, 'the order_id of the checkout')],
        requestBody: json(placeOrderBody),
        responses: {
          201: answer('order_confirmed', orderShape),
          202: answer('not final yet, or kept while its owner cannot be reached', orderShape),
          402: answer('failed_safely: declined', orderShape),
          409: answer('failed_safely: out of stock', orderShape),
          422: problem,
          429: turnedAway,
          503: answer('payment_unavailable: the intent is kept; owner_unreachable', orderShape),
        },
      },
    },
    '/orders/{order_id}': {
      get: {
        summary: 'How the order stands; never older than min_version',
        parameters: [
          pathParameter('order_id'),
          headerParameter('Authorization', true, 'Bearer STATUS_TOKEN'),
          headerParameter('Cache-Control', false, 'no-cache: ask the owner, whatever a copy says'),
          minVersion,
          { name: 'wait_seconds', in: 'query', schema: { type: 'integer', maximum: 30 } },
        ],
        responses: { 200: answer('the order', orderShape), 404: problem, 503: problem },
      },
    },
    '/webhooks/stripe': {
      post: { summary: "The provider's webhooks", responses: { 200: answer('stored'), 400: problem } },
    },
  },
} as const;
