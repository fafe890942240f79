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
