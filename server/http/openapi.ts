/** `/api/openapi.json`: made from the same schemas that parse the calls and that the tests hold the answers to. */
import { z } from 'zod';
import { ANSWER_HEADERS, ANSWERS, type DescribedAnswer } from './described-answers';
import { problemShape } from './described-shapes';
import { createCartBody, openCheckoutBody, placeOrderBody, setItemBody } from './shapes';

const schemaOf = (shape: z.ZodType) => ({ schema: z.toJSONSchema(shape, { io: 'input' }) });
const json = (shape: z.ZodType, required = true) => ({ required, content: { 'application/json': schemaOf(shape) } });
const pathParameter = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const headerParameter = (name: string, required: boolean, description: string) => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' },
});
const minVersion = {
  name: 'min_version',
  in: 'query',
  description: 'never answered with an older one',
  schema: { type: 'integer', minimum: 0, maximum: 999_999_999 },
};

const responsesOf = (route: string) =>
  Object.fromEntries(Object.entries(ANSWERS[route] ?? {}).map(([status, answer]) => [status, responseOf(answer)]));

function responseOf({ codes, headers = [], says, shape }: DescribedAnswer) {
  return {
    description: [says, ...(codes.length === 0 ? [] : [`code: ${codes.join(', ')}`])].join('; '),
    headers: Object.fromEntries(
      headers.map((name) => [name, { description: ANSWER_HEADERS[name], schema: { type: 'string' } }]),
    ),
    content: {
      ...(shape === undefined ? {} : { 'application/json': schemaOf(shape) }),
      ...(codes.length === 0 ? {} : { 'application/problem+json': schemaOf(problemShape(codes)) }),
    },
  };
}

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
        responses: responsesOf('catalog'),
      },
    },
    '/carts': {
      post: {
        summary: 'Create a cart',
        requestBody: json(createCartBody, false),
        responses: responsesOf('create_cart'),
      },
    },
    '/carts/{cart_id}': {
      get: {
        summary: 'Read a cart',
        parameters: [pathParameter('cart_id'), minVersion],
        responses: responsesOf('read_cart'),
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
        responses: responsesOf('set_cart_item'),
      },
    },
    '/checkouts': {
      post: {
        summary: 'Allot an order id; nothing else happens',
        requestBody: json(openCheckoutBody),
        responses: responsesOf('open_checkout'),
      },
    },
    '/orders': {
      post: {
        summary: 'Place the order, once, however often it is sent',
        parameters: [headerParameter('Idempotency-Key', true, 'the order_id of the checkout')],
        requestBody: json(placeOrderBody),
        responses: responsesOf('place_order'),
      },
    },
    '/orders/{order_id}': {
      get: {
        summary: 'How the order stands; never older than min_version',
        parameters: [
          pathParameter('order_id'),
          headerParameter('Authorization', true, 'Bearer STATUS_TOKEN; wrong or missing is 404'),
          headerParameter('Cache-Control', false, 'no-cache: ask the owner, whatever a copy says'),
          minVersion,
          {
            name: 'wait_seconds',
            in: 'query',
            description: 'waits so long for a version after min_version',
            schema: { type: 'integer', minimum: 0, maximum: 30 },
          },
        ],
        responses: responsesOf('order_status'),
      },
    },
    '/webhooks/stripe': {
      post: {
        summary: "The provider's webhooks",
        parameters: [headerParameter('Stripe-Signature', true, 'over the raw body, at most 300 s old')],
        responses: responsesOf('webhook'),
      },
    },
  },
} as const;
