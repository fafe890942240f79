/** What a customer was told by the region that does not own the order, as it travels to the owner's evidence. */
import { z } from 'zod';
import type { BusMessage } from '../domain/bus-message';
import { messageIdFor, type Region } from '../domain/ids';
import { ORDER_STATES } from '../domain/order';

export const customerTold = z.strictObject({
  http_status: z.number().int().min(100).max(599),
  state: z.enum(ORDER_STATES),
  version: z.number().int().positive().describe("the order's version that was shown"),
  message: z.string().max(1_000).describe('the exact text'),
  told_at_ms: z.number().int().describe('epoch milliseconds, by the clock of the region that answered'),
});

export type CustomerToldPayload = z.infer<typeof customerTold>;

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
