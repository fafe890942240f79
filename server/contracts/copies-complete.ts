/** How complete the other region's copies of this one are. */
import { z } from 'zod';
import type { BusMessage } from '../domain/bus-message';
import { messageIdFor, type Region } from '../domain/ids';
import { Contract } from './contract';
import { instantMs } from './field';

const payload = z.strictObject({
  complete_until_ms: instantMs(
    "everything that the sender committed before this, by its database's clock, is acknowledged by the receiver",
  ),
});

export const copiesComplete = Contract.first(
  "Until when the receiver's copies of the sender's carts and orders are complete.",
  payload,
);

/** About no order and no cart: about all of the region's. @param saidAtMs by the database's clock. */
export function copiesCompleteMessage(completeUntilMs: number, region: Region, saidAtMs: number): BusMessage {
  return {
    messageId: messageIdFor(`${region}@${saidAtMs}`, 'copies_complete'),
    orderId: region,
    schema: 'copies_complete',
    schemaVersion: 1,
    paymentOperation: null,
    requestId: null,
    traceId: null,
    region,
    recordedAtMs: saidAtMs,
    payload: { complete_until_ms: completeUntilMs },
  };
}
