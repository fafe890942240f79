/**
 * The bus without a broker: a batch is one signed call over the region link, answered once the peer's consumer has made its effects
 * durable. The sender's own rows are the queue, so there is nothing in between that could be lost.
 */
import type { BusMessage } from '../domain/bus-message';
import type { Bus, BusTopic, Handled, HandledById, Subscription } from './bus';
import type { RegionLink } from './region-link';

/** A peer that takes longer has not answered; what it took is known by id when it comes again. */
const PATIENCE_MS = 5_000;
/** Nobody listens there yet: a process that starts up. */
const NOBODY_LISTENS_MS = 1_000;

/** Where the peer's call comes in. */
export interface BusDoor {
  bus_deliver(input: {
    topic: BusTopic;
    messages: readonly BusMessage[];
  }): Promise<{ readonly handled: readonly (readonly [string, Handled])[] }>;
}

export interface EmbeddedBus extends Bus {
  readonly door: BusDoor;
}

export function embeddedBus(link: RegionLink, newRequestId: () => string): EmbeddedBus {
  const subscriptions = new Map<BusTopic, Subscription>();
  const running = new Map<BusTopic, number>();
  return {
    async publish(topic, messages) {
      const answer = await link.call({
        method: 'bus_deliver',
        body: { topic, messages },
        remainingMs: PATIENCE_MS,
        requestId: newRequestId(),
        traceparent: '',
      });
      if (answer.kind === 'unreachable') return { kind: 'unreachable', error: answer.error };
      const handled = handledIn(answer.body);
      return handled === null
        ? { kind: 'unreachable', error: 'the peer answered something else' }
        : { kind: 'delivered', handled };
    },
    subscribe(subscription) {
      subscriptions.set(subscription.topic, subscription);
      return () => subscriptions.delete(subscription.topic);
    },
    // every call is answered with what became of its messages
    onHandled: () => () => undefined,
    close: () => Promise.resolve(),
    door: {
      async bus_deliver({ topic, messages }) {
        const subscription = subscriptions.get(topic);
        if (subscription === undefined) return { handled: postponed(messages, 'nobody listens yet') };
        const busy = running.get(topic) ?? 0;
        if (busy > 0 && busy + messages.length > subscription.concurrency)
          return { handled: postponed(messages, 'the consumer is busy') };
        running.set(topic, busy + messages.length);
        try {
          return { handled: [...(await subscription.handle(messages))] };
        } finally {
          running.set(topic, (running.get(topic) ?? 0) - messages.length);
        }
      },
    },
  };
}

const postponed = (messages: readonly BusMessage[], why: string): readonly (readonly [string, Handled])[] =>
  messages.map(({ messageId }) => [messageId, { kind: 'later', delayMs: NOBODY_LISTENS_MS, why }]);

/** The peer is our own build or its neighbour; still, what is not as expected is not taken for an acknowledgement. */
function handledIn(body: unknown): HandledById | null {
  if (typeof body !== 'object' || body === null || !('handled' in body) || !Array.isArray(body.handled)) return null;
  return new Map(
    body.handled.filter(
      (entry): entry is [string, Handled] =>
        Array.isArray(entry) &&
        typeof entry[0] === 'string' &&
        typeof entry[1] === 'object' &&
        entry[1] !== null &&
        'kind' in entry[1] &&
        ['acted_on', 'refused', 'later'].includes(String(entry[1].kind)),
    ),
  );
}
