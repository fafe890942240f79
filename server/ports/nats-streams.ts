/**
 * What the code keeps on a JetStream server: for each region one stream of what it publishes, and in it one durable consumer for each
 * topic, the other region's. Made by whoever comes first, and made again after the store was wiped.
 */
import { AckPolicy, DiscardPolicy, type JetStreamManager, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { type Region, REGIONS } from '../domain/ids';
import type { BusTopic, Subscription } from './bus';

export interface NatsStreamSettings {
  /** A message id that comes again within this time is not stored again. */
  readonly duplicateWindowMs: number;
  /** An unacknowledged message is delivered again after this time. */
  readonly ackWaitMs: number;
  readonly mostBytes: number;
}

export const NATS_SETTINGS: NatsStreamSettings = {
  duplicateWindowMs: 120_000,
  ackWaitMs: 30_000,
  mostBytes: 2 * 2 ** 30,
};

export const streamOf = (region: Region): string => `EVIDENT_${region.toUpperCase()}`;
export const subjectOf = (from: Region, topic: BusTopic): string => `evident.${from}.messages.${topic}`;
/** What became of messages: told over the plain wire to every process of their sender. A lost one is asked for again. */
export const receiptsOf = (from: Region, topic: BusTopic): string => `evident.${from}.receipts.${topic}`;

export async function ensureStreams(manager: JetStreamManager, settings: NatsStreamSettings): Promise<void> {
  for (const region of REGIONS) {
    const changeable = {
      subjects: [`evident.${region}.messages.>`],
      // full: it refuses the new, and never drops what it took
      discard: DiscardPolicy.New,
      max_bytes: settings.mostBytes,
      duplicate_window: nanos(settings.duplicateWindowMs),
    };
    await manager.streams
      // a message leaves with its acknowledgement; the sender's rows are the record
      .add({ name: streamOf(region), retention: RetentionPolicy.Workqueue, storage: StorageType.File, ...changeable })
      .catch(() => manager.streams.update(streamOf(region), changeable));
  }
}

export async function ensureConsumer(
  manager: JetStreamManager,
  from: Region,
  { concurrency, durableName, topic }: Subscription,
  settings: NatsStreamSettings,
): Promise<void> {
  await manager.consumers.add(streamOf(from), {
    durable_name: durableName,
    filter_subject: subjectOf(from, topic),
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(settings.ackWaitMs),
    max_ack_pending: concurrency,
    // for as long as it takes: the outbox is the record, and parks what cannot be acted on
    max_deliver: -1,
  });
}
