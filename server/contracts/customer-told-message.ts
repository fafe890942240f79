/** What a customer was told by the region that does not own the order, as it travels to the owner's evidence. */
import { z } from 'zod';
import type { BusMessage } from '../domain/bus-message';
import { messageIdFor, type Region } from '../domain/ids';
import { ORDER_STATES } from '../domain/order';
import { Contract } from './contract';
import { field, instantMs } from './field';

const payload = z.strictObject({
  http_status: field(z.number().int().min(100).max(599), 'the status of the answer', 'HTTP status code'),
  state: field(z.enum(ORDER_STATES), "the order's state that was shown"),
  version: field(z.number().int().positive(), "the order's version that was shown"),
  message: field(z.string().max(1_000), 'the exact text'),
  told_at_ms: instantMs('when it was told, by the clock of the region that answered'),
});

export const customerTold = Contract.first(
  "What a customer was told by the region that does not own the order; it becomes evidence at the order's owner.",
  payload,
);

export type CustomerToldPayload = z.infer<typeof payload>;

/** The same words about the same version from the same region are one message. `wordsHash` tells the words apart. */
export function customerToldMessage(
  about: { readonly orderId: string; readonly region: Region; readonly requestId: string; readonly traceId: string },
  payload: CustomerToldPayload,
  wordsHash: string,
): BusMessage {
  return {
    messageId: messageIdFor(`${about.orderId}@${payload.version}:${about.region}:${wordsHash}`, 'customer_told'),
    orderId: about.orderId,
    schema: 'customer_told',
    schemaVersion: 1,
    paymentOperation: null,
    requestId: about.requestId,
    traceId: about.traceId,
    region: about.region,
    recordedAtMs: payload.told_at_ms,
    payload,
  };
}
