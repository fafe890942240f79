/**
 * The bus over NATS JetStream, for regions on several machines: a transport and never a record. The server may be away, lose its store,
 * and carry a message twice or late; the outbox row of the sender and the inbox of the consumer make that whole.
 */
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { otherRegion, type Region } from '../domain/ids';
import { BUS_TOPICS, type Bus, type BusTopic, type Handled, type HandledById } from './bus';
import type { Clock } from './clock';
import { publishBatch } from './nats-publisher';
import { ensureStreams, NATS_SETTINGS, type NatsStreamSettings, receiptsOf } from './nats-streams';
import { subscribe } from './nats-subscriber';
import type { Random } from './random';

export interface NatsBusOptions {
  /** nats://host:port, several with a comma; tls:// where the server asks for it. */
  readonly url: string;
  readonly region: Region;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings?: NatsStreamSettings;
}

type Listener = (topic: BusTopic, handled: HandledById) => Promise<void>;

const RECONNECT_MS = 500;

export function natsBus({ url, region, clock, random, settings = NATS_SETTINGS }: NatsBusOptions): Bus {
  const listeners = new Set<Listener>();
  const stops = new Set<() => Promise<void>>();
  let opened: ReturnType<typeof open> | null = null;
  const connected = () => {
    // tried anew by the next call
    opened ??= open(url, (topic, handled) => tellListeners(topic, handled)).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  const tellListeners = (topic: BusTopic, handled: HandledById) => {
    for (const listener of listeners) void listener(topic, handled).catch(() => undefined);
  };

  async function open(servers: string, onReceipt: (topic: BusTopic, handled: HandledById) => void) {
    const connection = await connect({
      servers: servers.split(','),
      name: `evident ${region}`,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_MS,
    });
    for (const topic of BUS_TOPICS) listenForReceipts(connection, topic, onReceipt);
    const [js, manager] = [jetstream(connection), await jetstreamManager(connection, { checkAPI: false })];
    await ensureStreams(manager, settings);
    return { connection, js, manager };
  }

  function listenForReceipts(
    connection: NatsConnection,
    topic: BusTopic,
    onReceipt: (topic: BusTopic, handled: HandledById) => void,
  ): void {
    connection.subscribe(receiptsOf(region, topic), {
      callback: (error, message) => {
        if (error === null) onReceipt(topic, new Map(message.json<[string, Handled][]>()));
      },
    });
  }

  return {
    async publish(topic, messages) {
      try {
        const { js, manager } = await connected();
        const first = await publishBatch(js, manager, region, topic, messages);
        if (!first.streamGone) return first.published;
        await ensureStreams(manager, settings);
        return (await publishBatch(js, manager, region, topic, messages)).published;
      } catch (error) {
        return { kind: 'unreachable', error: error instanceof Error ? error.message : String(error) };
      }
    },
    subscribe(subscription) {
      const stop = subscribe({ from: otherRegion(region), clock, random, settings, connected }, subscription);
      stops.add(stop);
      return () => {
        stops.delete(stop);
        void stop();
      };
    },
    onHandled(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await Promise.all([...stops].map((stop) => stop()));
      const open = await opened?.catch(() => null);
      await open?.connection.close();
    },
  };
}
