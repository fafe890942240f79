/**
 * Puts messages into this region's stream, each under its id. What was published before and is not known to be stored is published
 * again and found to be a duplicate; what was stored, acted on and not heard of is asked for once more.
 */
import type { JetStreamClient, JetStreamManager, PubAck } from '@nats-io/jetstream';
import type { BusMessage } from '../domain/bus-message';
import type { Region } from '../domain/ids';
import type { BusTopic, Published } from './bus';
import { streamOf, subjectOf } from './nats-streams';

const TIMEOUT_MS = 5_000;

export interface PublishedBatch {
  readonly published: Published;
  /** True when the stream is not there: the store was wiped, or never made. */
  readonly streamGone: boolean;
}

export async function publishBatch(
  js: JetStreamClient,
  manager: JetStreamManager,
  from: Region,
  topic: BusTopic,
  messages: readonly BusMessage[],
): Promise<PublishedBatch> {
  const put = (message: BusMessage, msgID: string): Promise<PubAck> =>
    js.publish(subjectOf(from, topic), JSON.stringify(message), { msgID, timeout: TIMEOUT_MS });
  const answers = await Promise.allSettled(messages.map((message) => put(message, message.messageId)));
  const taken = answers.flatMap((answer, index) => {
    const message = messages[index];
    return answer.status === 'fulfilled' && message !== undefined ? [{ message, ack: answer.value }] : [];
  });
  const failed = answers.find((answer) => answer.status === 'rejected');
  if (taken.length === 0 && failed !== undefined) {
    const error = failed.reason instanceof Error ? failed.reason.message : String(failed.reason);
    return { published: { kind: 'unreachable', error }, streamGone: /no responders|stream not found|503/i.test(error) };
  }
  const again = taken.filter(({ ack }) => ack.duplicate === true);
  if (again.length > 0) await askAgain(again);
  return { published: { kind: 'in_transit' }, streamGone: false };

  /** Of a duplicate that its consumer has acknowledged, the word was lost: a copy of it under a name of its own brings it again. */
  async function askAgain(stored: readonly { message: BusMessage; ack: PubAck }[]): Promise<void> {
    const acknowledged = await acknowledgedUpTo(manager, from, topic);
    await Promise.allSettled(
      stored
        .filter(({ ack }) => ack.seq <= acknowledged)
        .map(({ message, ack }) => put(message, `${message.messageId} after ${Math.max(ack.seq, acknowledged)}`)),
    );
  }
}

/** Up to which place the topic's consumer has acknowledged everything; 0 where that cannot be said. */
async function acknowledgedUpTo(manager: JetStreamManager, from: Region, topic: BusTopic): Promise<number> {
  try {
    for await (const { ack_floor, config } of manager.consumers.list(streamOf(from)))
      if (config.filter_subject === subjectOf(from, topic)) return ack_floor.stream_seq;
    return 0;
  } catch {
    return 0;
  }
}
