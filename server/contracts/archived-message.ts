/** A message as a line of an archive: the envelope as it was published, so that it can be replayed when the outbox has let it go. */
import { z } from 'zod';
import type { Envelope } from './envelope';

/** A line that is longer is not one of ours. */
export const MOST_MESSAGE_BYTES = 131_072;

const id = z.string().min(1).max(600);

const line = z.strictObject({
  message_id: id,
  order_id: id,
  schema: z.string().min(1).max(100),
  schema_version: z.number().int().positive(),
  payment_operation: id.nullable(),
  request_id: id.nullable(),
  trace_id: id.nullable(),
  region: z.enum(['east', 'west']),
  recorded_at_ms: z.number().int().nonnegative(),
  payload: z.record(z.string(), z.unknown()),
});

export function archiveLine(message: Envelope): string {
  return JSON.stringify({
    message_id: message.messageId,
    order_id: message.orderId,
    schema: message.schema,
    schema_version: message.schemaVersion,
    payment_operation: message.paymentOperation,
    request_id: message.requestId,
    trace_id: message.traceId,
    region: message.region,
    recorded_at_ms: message.recordedAtMs,
    payload: message.payload,
  });
}

export type DoorAnswer =
  | { readonly kind: 'admitted'; readonly message: Envelope }
  | { readonly kind: 'refused'; readonly reason: 'oversized' | 'malformed' };

/** Whether a text is a message at all; what its payload says is for the contract to read. Nothing is parsed of one that is too long. */
export function admitMessage(text: string): DoorAnswer {
  if (Buffer.byteLength(text) > MOST_MESSAGE_BYTES) return { kind: 'refused', reason: 'oversized' };
  const parsed = line.safeParse(jsonOf(text));
  if (!parsed.success) return { kind: 'refused', reason: 'malformed' };
  const { data } = parsed;
  return {
    kind: 'admitted',
    message: {
      messageId: data.message_id,
      orderId: data.order_id,
      schema: data.schema,
      schemaVersion: data.schema_version,
      paymentOperation: data.payment_operation,
      requestId: data.request_id,
      traceId: data.trace_id,
      region: data.region,
      recordedAtMs: data.recorded_at_ms,
      payload: data.payload,
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
