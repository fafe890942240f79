/**
 * Messages to the other region. A bus is a transport and never a record: it may lose a message, carry it twice or late, and let a later
 * one overtake it. The sender's row stays until it hears that the consumer's effect is durable; the consumer knows a message by its id.
 */
import type { BusMessage } from '../domain/bus-message';

/** `orders`: published messages, each with its row. `copies`: how an order or a cart stands, and how complete the copy is. */
export const BUS_TOPICS = ['orders', 'copies'] as const;
export type BusTopic = (typeof BUS_TOPICS)[number];

/** Only until the consumer is upgraded: then its sender puts it back by itself. */
export type RefusalCode = 'unknown_version';

/** What became of one message at its consumer. */
export type Handled =
  /** The effect and the memory of it are durable, now or from an earlier delivery. */
  | { readonly kind: 'acted_on' }
  /** It cannot be acted on, now or later: its sender parks it with this reason. */
  | { readonly kind: 'refused'; readonly reason: string; readonly code?: RefusalCode }
  /** Not now: deliver it again after `delayMs`. */
  | { readonly kind: 'later'; readonly delayMs: number; readonly why: string };

/** By message id; of one that is missing nothing is known, and it is published again. */
export type HandledById = ReadonlyMap<string, Handled>;

export type Published =
  | { readonly kind: 'delivered'; readonly handled: HandledById }
  /** The transport holds them; what becomes of each is told to `onHandled`, or never. */
  | { readonly kind: 'in_transit' }
  /** Not taken, or taken and the answer was lost. */
  | { readonly kind: 'unreachable'; readonly error: string };

export interface Subscription {
  readonly topic: BusTopic;
  /** The name under which the transport remembers how far this consumer is, over restarts. */
  readonly durableName: string;
  /** At most so many messages are with the handler, unacknowledged, at once. */
  readonly concurrency: number;
  /**
   * Resolves once the effects are durable; only then is anything acknowledged. Messages come in the order that they were sent in where
   * the transport keeps it, and a handler must be right where it does not. A rejection acknowledges nothing.
   */
  handle(messages: readonly BusMessage[]): Promise<HandledById>;
}

export interface Bus {
  /** To the other region, at most `MOST_BUS_MESSAGES` at once. Never rejects. */
  publish(topic: BusTopic, messages: readonly BusMessage[]): Promise<Published>;
  /** What the other region publishes; returns how to stop. */
  subscribe(subscription: Subscription): () => void;
  /** Of messages that `publish` left in transit: what became of them, whenever it is told. */
  onHandled(listener: (topic: BusTopic, handled: HandledById) => Promise<void>): () => void;
  close(): Promise<void>;
}
