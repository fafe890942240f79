/**
 * NATS carries messages and keeps none of our word: killed, wiped, doubled and reordered, with consumers that fail, every message has its
 * effect once. Skipped, and counted as skipped, where no NATS server can be had.
 */
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { BusMessage } from '@/server/domain/bus-message';
import { type GivenStore, givenStore } from '@/server/stores/testing/given-store';
import type { Bus, Handled } from '../ports/bus';
import { systemClock as clock } from '../ports/clock';
import { natsBus } from '../ports/nats-bus';
import { NATS_SETTINGS, streamOf, subjectOf } from '../ports/nats-streams';
import { systemRandom as random } from '../ports/random';
import { runBusTrial } from './testing/bus-trial';
import { type GivenNats, givenNats, natsServer } from './testing/given-nats';

const server = natsServer();
if (server.missing !== null) console.warn(`NATS: skipped, ${server.missing}`);
const MESSAGES = 6_000;

describe.skipIf(server.missing !== null)('messages between the regions over NATS', () => {
  let nats: GivenNats;
  let sender: GivenStore;
  let receiver: GivenStore;
  let east: Bus;
  let west: Bus;

  beforeAll(async () => {
    if (server.missing !== null) return;
    nats = await givenNats(server.program);
    [sender, receiver] = await Promise.all([givenStore(8), givenStore(8)]);
    const settings = { ...NATS_SETTINGS, ackWaitMs: 2_000, duplicateWindowMs: 60_000 };
    east = natsBus({ url: nats.url, region: 'east', clock, random, settings });
    west = natsBus({ url: nats.url, region: 'west', clock, random, settings });
  });
  afterAll(async () => {
    await east?.close();
    await west?.close();
    await nats?.close();
    await Promise.all([sender?.drop(), receiver?.drop()]);
  });

  it('have each its effect once while it is killed, its store wiped, and everything doubled and reordered', async () => {
    let strikes = 0;
    const result = await runBusTrial({
      sender,
      receiver,
      buses: { east, west },
      count: MESSAGES,
      trouble: { failRate: 0.05, laterRate: 0.02 },
      async onProgress(acted) {
        if (acted < ((strikes + 1) * MESSAGES) / 5 || strikes >= 4) return 'nothing';
        strikes++;
        if (strikes % 2 === 1) await doubled(nats.url);
        await nats.restart(strikes % 2 === 0);
        return strikes % 2 === 0 ? 'lost' : 'restarted';
      },
    });
    expect(strikes).toBe(4);
    expect(result).toMatchObject({ messages: MESSAGES, lost: 0, effectsTwice: 0, leftInQueue: 0 });
    expect(result.redelivered).toBeGreaterThan(0);
  }, 120_000);

  it('are not taken while the server is away, and said to be so', async () => {
    await nats.kill();
    const lonely = natsBus({ url: nats.url, region: 'east', clock, random });
    expect(await lonely.publish('orders', [one('alone')])).toMatchObject({ kind: 'unreachable' });
    await lonely.close();
    await nats.start();
  });

  it('are asked for again when their consumer has acted and the word of it was lost', async () => {
    const seen: string[] = [];
    const stop = west.subscribe({
      topic: 'copies',
      durableName: 'word-lost',
      concurrency: 10,
      handle: async (messages) => {
        seen.push(...messages.map(({ messageId }) => messageId));
        return new Map<string, Handled>(messages.map(({ messageId }) => [messageId, { kind: 'acted_on' }]));
      },
    });
    onTestFinished(stop);
    await vi.waitFor(async () => expect(await east.publish('copies', [one('m1')])).toEqual({ kind: 'in_transit' }), {
      timeout: 15_000,
    });
    await vi.waitFor(() => expect(seen).toContain('m1'), { timeout: 20_000 });
    const before = seen.length;
    const words: string[] = [];
    const forget = east.onHandled(async (_topic, handled) => void words.push(...handled.keys()));
    await vi.waitFor(
      async () => {
        await east.publish('copies', [one('m1')]);
        expect(words).toContain('m1');
        // the first word may come late, and is then not the one that was asked for
        expect(seen.length).toBeGreaterThan(before);
      },
      { timeout: 20_000, interval: 200 },
    );
    forget();
  });

  it('are never more with a consumer at once than its limit', async () => {
    const connection = await connect({ servers: nats.url });
    const consumer = await jetstream(connection).consumers.get(streamOf('east'), 'trial');
    expect((await consumer.info()).config).toMatchObject({
      max_ack_pending: 400,
      max_deliver: -1,
      ack_policy: 'explicit',
    });
    await connection.close();
  });

  it('that nobody can read are put aside and hold up none', async () => {
    const connection = await connect({ servers: nats.url });
    await jetstream(connection).publish(subjectOf('east', 'copies'), 'not json');
    const seen: string[] = [];
    const stop = west.subscribe({
      topic: 'copies',
      durableName: 'word-lost',
      concurrency: 10,
      handle: async (messages) => {
        seen.push(...messages.map(({ messageId }) => messageId));
        return new Map<string, Handled>(
          messages.map(({ messageId }) => [messageId, { kind: 'refused', reason: 'no' }]),
        );
      },
    });
    onTestFinished(stop);
    await vi.waitFor(
      async () => expect(await east.publish('copies', [one('m2')])).toEqual({ kind: 'in_transit' }),
      20_000,
    );
    await vi.waitFor(() => expect(seen).toContain('m2'), { timeout: 20_000 });
    await connection.close();
  });
});

/** Every message that the stream holds, published again under names of their own, the last first. */
async function doubled(url: string): Promise<void> {
  const connection = await connect({ servers: url });
  const js = jetstream(connection);
  const stream = await js.streams.get(streamOf('east'));
  const { state } = await stream.info();
  for (let seq = state.last_seq; seq >= state.first_seq && seq > 0; seq--) {
    const stored = await stream.getMessage({ seq }).catch(() => null);
    if (stored !== null) await js.publish(subjectOf('east', 'orders'), stored.data, { msgID: `double of ${seq}` });
  }
  await connection.close();
}

const one = (messageId: string): BusMessage => ({
  messageId,
  orderId: `ord_${messageId}`,
  schema: 'customer_told',
  schemaVersion: 1,
  paymentOperation: null,
  requestId: null,
  traceId: null,
  region: 'east',
  recordedAtMs: 0,
  payload: {},
});
