/**
 * Hands a consumer its messages in batches and acknowledges each only once its effect is durable. What the handler cannot do now comes
 * again later; what it refuses is told to the sender, whose row is parked. A batch is whole before the next begins.
 */
import type { Consumer, ConsumerMessages, JetStreamClient, JetStreamManager, JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { backoffMs } from '../domain/backoff';
import { type BusMessage, MOST_BUS_MESSAGES } from '../domain/bus-message';
import type { Region } from '../domain/ids';
import type { Handled, HandledById, Subscription } from './bus';
import type { Clock } from './clock';
import { ensureConsumer, ensureStreams, type NatsStreamSettings, receiptsOf, streamOf } from './nats-streams';
import type { Random } from './random';

const FETCH_FOR_MS = 2_000;
/** Another process of the region may have been handed some of them meanwhile. */
const REST_FOR_MS = 1_000;
const AGAIN_BACKOFF = { baseMs: 200, capMs: 30_000 };
const RESTART_AFTER_MS = 500;

export interface NatsSubscriberParts {
  /** The region whose messages these are. */
  readonly from: Region;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: NatsStreamSettings;
  connected(): Promise<{ connection: NatsConnection; js: JetStreamClient; manager: JetStreamManager }>;
}

/** Runs until it is told to stop; the returned function resolves once the batch at hand is done. */
export function subscribe(parts: NatsSubscriberParts, subscription: Subscription): () => Promise<void> {
  const stopping = new AbortController();
  let fetching: ConsumerMessages | null = null;
  const fetched = async (consumer: Consumer, most: number, expires: number): Promise<JsMsg[]> => {
    fetching = await consumer.fetch({ max_messages: most, expires });
    const messages: JsMsg[] = [];
    for await (const message of fetching) messages.push(message);
    return messages;
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      try {
        const { connection, js, manager } = await parts.connected();
        await ensureStreams(manager, parts.settings);
        await ensureConsumer(manager, parts.from, subscription, parts.settings);
        const consumer = await js.consumers.get(streamOf(parts.from), subscription.durableName);
        const most = Math.min(MOST_BUS_MESSAGES, subscription.concurrency);
        while (!stopping.signal.aborted) {
          const [first] = await fetched(consumer, 1, FETCH_FOR_MS);
          if (first === undefined) {
            // an empty answer may mean that the stream is gone: asking tells
            await consumer.info();
            continue;
          }
          // with those that wait already: nobody waits for a batch to fill
          const more = Math.min(most - 1, first.info.pending);
          const rest = more > 0 ? await fetched(consumer, more, REST_FOR_MS) : [];
          await handleBatch(parts, connection, subscription, [first, ...rest]);
        }
      } catch {
        await parts.clock.sleep(RESTART_AFTER_MS, stopping.signal).catch(() => undefined);
      }
    }
  };
  const ended = run();
  return async () => {
    stopping.abort('stopped');
    await fetching?.close();
    await ended;
  };
}

async function handleBatch(
  { from, random }: NatsSubscriberParts,
  connection: NatsConnection,
  subscription: Subscription,
  batch: readonly JsMsg[],
): Promise<void> {
  const read = batch.map((message) => ({ message, content: contentOf(message) }));
  const readable = read.flatMap(({ content }) => content ?? []);
  const handled = await subscription.handle(readable).catch((): HandledById => new Map());
  const told = new Map<string, Handled>();
  for (const { message, content } of read) {
    // not one of ours, and its sender is not known: nobody can park it
    if (content === null) {
      message.term('unreadable');
      continue;
    }
    const answer = handled.get(content.messageId);
    if (answer === undefined || answer.kind === 'later') {
      const waitMs = backoffMs(AGAIN_BACKOFF, message.info.deliveryCount, random.luck());
      message.nak(answer === undefined ? waitMs : Math.max(answer.delayMs, waitMs));
      continue;
    }
    message.ack();
    told.set(content.messageId, answer);
  }
  if (told.size > 0) connection.publish(receiptsOf(from, subscription.topic), JSON.stringify([...told]));
}

function contentOf(message: JsMsg): BusMessage | null {
  try {
    const content = message.json<BusMessage>();
    return typeof content === 'object' && content !== null && typeof content.messageId === 'string' ? content : null;
  } catch {
    return null;
  }
}
