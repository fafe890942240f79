/**
 * Ids are made once, from luck handed in as data, and are opaque ever after: nobody reads meaning out of an order id.
 * The seeded `order-42` is as legal as `ord_…`.
 */
import { symbolsOfBytes } from './crockford';
import { type Region, REGIONS } from './region';

// One door for every id: what is made here, and what is derived from an order id beside it.
export * from './operation';
export * from './reference';
export * from './region';
export * from './shard';
export * from './traceparent';

/** How many random bytes one id is made from: 130 bits are used. */
export const ID_BYTES = 17;
const ID_SYMBOLS = 26;

/** The shape of the order ids that we make. Not a test of whether an id is legal: seeded and imported ids look otherwise. */
export const ORDER_ID = /^ord_[0-9a-hjkmnp-tv-z]{26}$/;

/** @throws RangeError when `bytes` are not 17. */
export function orderIdFrom(bytes: Uint8Array): string {
  return `ord_${symbolsFrom(bytes)}`;
}

/** @throws RangeError when `bytes` are not 17. */
export function requestIdFrom(bytes: Uint8Array): string {
  return `req_${symbolsFrom(bytes)}`;
}

/**
 * A cart is written in the region where it was made; its id says which, so that no look-up is needed to find the writer.
 * @throws RangeError when `bytes` are not 17.
 */
export function cartIdFrom(region: Region, bytes: Uint8Array): string {
  return `crt_${region.charAt(0)}_${symbolsFrom(bytes)}`;
}

/** Null when the id is not of a cart. */
export function regionOfCart(cartId: string): Region | null {
  const initial = /^crt_([a-z])_[0-9a-z]+$/.exec(cartId)?.[1];
  return REGIONS.find((region) => region.charAt(0) === initial) ?? null;
}

/**
 * The message that a cause publishes under a schema: the same cause gives the same id, so a replay writes the same outbox
 * row again and a consumer knows it. Two causes never share one: the text is kept whole, not hashed.
 * @param cause what happened, unique in the store: `ord_…@4` (order and version), `pay:ord_…`, `void:ord_…:1`.
 * @param schema without a colon.
 */
export function messageIdFor(cause: string, schema: string): string {
  return `msg:${schema}:${cause}`;
}

function symbolsFrom(bytes: Uint8Array): string {
  if (bytes.length !== ID_BYTES)
    throw new RangeError(`an id is made from ${ID_BYTES} random bytes, got ${bytes.length}`);
  return symbolsOfBytes(bytes, ID_SYMBOLS).toLowerCase();
}
