/** What is in a cart now, for the other region's copy. */
import { z } from 'zod';
import type { BusMessage } from '../domain/bus-message';
import { messageIdFor, type Region } from '../domain/ids';
import { Contract } from './contract';
import { field } from './field';

const line = z.strictObject({
  sku: field(z.string().max(64), 'the product'),
  quantity: field(z.number().int().positive(), 'how many', 'pieces'),
});

const payload = z.strictObject({
  version: field(z.number().int().positive(), 'one more per change; the highest is the newest'),
  lines: field(z.array(line).max(500), 'what is in it; prices are looked up when it is read'),
});

export const cartChanged = Contract.first(
  'What is in a cart now; the other region keeps the newest as a copy, which decides nothing.',
  payload,
);

export type CartPayload = z.infer<typeof payload>;

/** @param readAtMs when the record was read, by its database's clock. */
export function cartMessage(cartId: string, payload: CartPayload, region: Region, readAtMs: number): BusMessage {
  return {
    messageId: messageIdFor(`${cartId}@${payload.version}`, 'cart_changed'),
    orderId: cartId,
    schema: 'cart_changed',
    schemaVersion: 1,
    paymentOperation: null,
    requestId: null,
    traceId: null,
    region,
    recordedAtMs: readAtMs,
    payload,
  };
}
