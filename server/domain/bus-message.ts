/** One message to the other region, in its envelope, as it travels. */
import type { Region } from './region';

export interface BusMessage {
  /** What a transport may deduplicate by, and what the consumer knows it by. */
  readonly messageId: string;
  /** The order or the cart that it is about. */
  readonly orderId: string;
  readonly schema: string;
  readonly schemaVersion: number;
  readonly paymentOperation: string | null;
  readonly requestId: string | null;
  readonly traceId: string | null;
  /** The region that says it. */
  readonly region: Region;
  readonly recordedAtMs: number;
  readonly payload: unknown;
}

/** A batch on the bus has at most so many. */
export const MOST_BUS_MESSAGES = 200;

/** The consumer under which messages for a region wait in the other one's queue. */
export const peerConsumer = (peer: Region): string => `region:${peer}`;

/** With its envelope a batch stays far below what the link's door takes, whatever alphabet it is in. */
const MOST_BATCH_CHARACTERS = 120_000;
const ENVELOPE_CHARACTERS = 400;

/** In the order given, each batch as large as it may be; a message that is larger alone goes alone. */
export function batchesOf<Message extends BusMessage>(messages: readonly Message[]): readonly (readonly Message[])[] {
  const batches: Message[][] = [];
  let size = 0;
  for (const message of messages) {
    const characters = JSON.stringify(message.payload).length + ENVELOPE_CHARACTERS;
    const last = batches.at(-1);
    if (last === undefined || last.length === MOST_BUS_MESSAGES || size + characters > MOST_BATCH_CHARACTERS) {
      batches.push([message]);
      size = characters;
    } else {
      last.push(message);
      size += characters;
    }
  }
  return batches;
}
