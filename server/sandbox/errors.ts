/**
 * Every refusal that a caller can meet, in Stripe's words, in one place: same type, code and status as the real
 * provider, so that code which reads them here reads them there.
 */
import type { Decision, Decline, Refusal } from './records';

const invalid = (message: string, more: Partial<Refusal> = {}): Refusal => ({
  status: 400,
  type: 'invalid_request_error',
  code: null,
  message,
  executed: false,
  ...more,
});

export const unauthorized = (): Refusal => invalid('Invalid API Key provided.', { status: 401 });

export const unrecognizedUrl = (method: string, path: string): Refusal =>
  invalid(`Unrecognized request URL (${method}: ${path}).`, { status: 404 });

export const invalidParameter = (message: string, code: string, param: string): Refusal =>
  invalid(message, { code, param });

export const bodyTooLarge = (): Refusal => invalid('The request body is too large.', { status: 413 });

export const badQuery = (message: string): Refusal => invalid(message, { param: 'query' });

/** Stripe: 404 when the id stands in the URL, 400 when it stands in a parameter. */
export const resourceMissing = (noun: string, id: string, param: string, status: 400 | 404): Refusal =>
  invalid(`No such ${noun}: '${id}'`, { status, code: 'resource_missing', param });

export const unexpectedState = (message: string): Refusal =>
  invalid(message, { code: 'payment_intent_unexpected_state', executed: true });

export const refundRefused = (message: string, code: string | null): Refusal =>
  invalid(message, { code, executed: true });

export const amountTooLarge = (message: string, param: string): Refusal =>
  invalid(message, { code: 'amount_too_large', param, executed: true });

export const cardDeclined = (decline: Decline): Refusal => ({
  status: 402,
  type: 'card_error',
  code: decline.code,
  decline_code: decline.decline_code,
  message: decline.message,
  executed: true,
});

export const rateLimited = (): Refusal => invalid('Request rate limit exceeded.', { status: 429, code: 'rate_limit' });

export const serverError = (executed: boolean): Refusal => ({
  status: 500,
  type: 'api_error',
  code: null,
  message: 'An unknown error occurred.',
  executed,
});

export const keyMismatch = (key: string): Refusal => ({
  status: 400,
  type: 'idempotency_error',
  code: null,
  message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
  executed: false,
});

export const keyInUse = (key: string): Refusal => ({
  status: 409,
  type: 'idempotency_error',
  code: 'idempotency_key_in_use',
  message: `There is currently another in-progress request using this Idempotent Key: '${key}'. Please try again later.`,
  executed: false,
});

export const keyTooLong = (): Refusal => ({
  status: 400,
  type: 'idempotency_error',
  code: null,
  message: 'Idempotency keys can be at most 255 characters long.',
  executed: false,
});

/** A decision that changes nothing and says why. */
export const refused = (refusal: Refusal): Decision => ({
  intent: null,
  refund: null,
  moved: [],
  events: [],
  refusal,
});
