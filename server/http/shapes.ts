/** The shapes of the public API: one schema for each body and parameter, shared by the parser and by openapi.json. */
import { z } from 'zod';
import { MOST_PER_LINE } from '../services/cart-keeper';

const id = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9_-]+$/, 'an id of letters, digits, _ and -');
const version = z.number().int().min(1).max(2_147_483_647);
/**
 * What one mail can be sent to: a dot-string and a domain of at least two labels, in any script (RFC 5321 section 4.1.2, RFC 6531). No
 * blank, comma, colon, bracket or quote, which a mail program reads as several addresses; no invisible character, which a person misreads.
 */
const LOCAL_PART = String.raw`[\p{L}\p{M}\p{N}!#$%&'*+\-/=?^_\x60{|}~]+`;
const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?`;
const EMAIL = new RegExp(String.raw`^(?=[^@]{1,64}@)${LOCAL_PART}(?:\.${LOCAL_PART})*@(?:${LABEL}\.)+${LABEL}$`, 'u');
const email = z.string().max(254).regex(EMAIL, 'an e-mail address');

export const cartIdShape = id;
export const orderIdShape = id;
export const skuShape = id;
export const createCartBody = z.strictObject({});
export const setItemBody = z.strictObject({ quantity: z.number().int().min(0).max(MOST_PER_LINE) });
export const openCheckoutBody = z.strictObject({ cart_id: id, cart_version: version, email });
export const placeOrderBody = z.strictObject({
  cart_id: id,
  cart_version: version,
  email,
  payment_method: z
    .string()
    .min(1)
    .max(64)
    .regex(/^pm_[A-Za-z0-9_]+$/, 'a payment method: pm_…'),
});
/** At most 255 characters, none of them a control character (contract). */
export const idempotencyKey = z
  .string()
  .min(1, 'an Idempotency-Key header with the order id of the checkout')
  .max(255, 'at most 255 characters')
  .regex(/^[^\p{Cc}]+$/u, 'no control characters');
const minVersion = z
  .string()
  .regex(/^\d{1,9}$/, 'a version: a whole number')
  .transform(Number)
  .optional();
export const cartQuery = z.strictObject({ min_version: minVersion });
export const statusQuery = z.strictObject({
  min_version: minVersion,
  wait_seconds: z
    .string()
    .regex(/^\d{1,2}$/, 'seconds: 0 to 30')
    .transform(Number)
    .refine((seconds) => seconds <= 30, 'seconds: 0 to 30')
    .optional(),
});
