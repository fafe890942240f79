import { expect, it } from 'vitest';
import type { BusMessage } from '../domain/bus-message';
import type { Bus, HandledById, Published } from '../ports/bus';
import type { MessageKey, PeerMessageStore, QueuedForPeer } from '../stores/peer-messages';
import { PeerMessenger } from './peer-messenger';

const NOW = 1_000_000;

const message = (name: string): QueuedForPeer => ({
  messageId: `msg:${name}`,
  orderId: `ord_${name}`,
  schema: 'customer_told',
  schemaVersion: 1,
  paymentOperation: null,
  requestId: null,
  traceId: null,
  region: 'west',
  recordedAtMs: NOW,
  payload: {},
  attempts: 0,
});

const strangersOnly = (messages: readonly BusMessage[]): HandledById =>
  new Map(messages.map(({ messageId }) => [messageId, { kind: 'refused', reason: 'not of here either' }]));

function given(
  queued: readonly QueuedForPeer[] | (() => readonly QueuedForPeer[]),
  published: Published,
  atHome = strangersOnly,
) {
  const queue = typeof queued === 'function' ? queued : () => queued;
  let nowMs = NOW;
  const acknowledged: string[] = [];
  const postponed: { messageId: string; notBeforeMs: number; why: string }[] = [];
  const parked: string[] = [];
  const reasons: string[] = [];
  let told: (topic: 'orders' | 'copies', handled: HandledById) => Promise<void> = () => Promise.resolve();
  const bus: Bus = {
    publish: () => Promise.resolve(published),
    subscribe: () => () => undefined,
    onHandled(listener) {
      told = listener;
      return () => undefined;
    },
    close: () => Promise.resolve(),
  };
  const messages: PeerMessageStore = {
    publish: () => Promise.resolve(),
    due: () => Promise.resolve([...queue()]),
    acknowledge(keys: readonly MessageKey[]) {
      acknowledged.push(...keys.map((key) => key.messageId));
      return Promise.resolve();
    },
    postpone(late) {
      postponed.push(...late);
      return Promise.resolve();
    },
  };
  const messenger = new PeerMessenger({
    region: 'west',
    clock: { nowMs: () => nowMs, sleep: () => Promise.resolve() },
    random: { luck: () => 0.5, bytes: (count) => new Uint8Array(count) },
    bus,
    messages,
    deliveries: {
      park({ messageId }, { reason }) {
        parked.push(messageId);
        reasons.push(reason);
        return Promise.resolve();
      },
    },
    atHome: { receive: (messages) => Promise.resolve(atHome(messages)) },
  });
  const advance = (ms: number) => {
    nowMs += ms;
  };
  return {
    messenger,
    acknowledged,
    postponed,
    parked,
    reasons,
    advance,
    tell: (handled: HandledById) => told('orders', handled),
  };
}

it('a message leaves on its own acknowledgement alone', async () => {
  const handled: HandledById = new Map([
    ['msg:a', { kind: 'acted_on' }],
    ['msg:b', { kind: 'later', delayMs: 700, why: 'busy' }],
    ['msg:c', { kind: 'refused', reason: 'unreadable' }],
    ['msg:stranger', { kind: 'acted_on' }],
  ]);
  const { messenger, ...seen } = given(['a', 'b', 'c', 'd'].map(message), { kind: 'delivered', handled });
  expect(await messenger.carry()).toBe(2);
  expect(seen.acknowledged).toEqual(['msg:a']);
  expect(seen.parked).toEqual(['msg:c']);
  // of d nothing is known: it stays as it is and goes again
  expect(seen.postponed.map(({ messageId }) => messageId)).toEqual(['msg:b']);
  expect(seen.postponed[0]?.notBeforeMs).toBeGreaterThanOrEqual(NOW + 700);
});

it('of an order that came over here while its message was on the way there, the consumer is here', async () => {
  const queued = ['a', 'b', 'c'].map(message);
  const refused = { kind: 'refused', reason: 'there is no such order here' } as const;
  const handled: HandledById = new Map(queued.map(({ messageId }) => [messageId, refused]));
  const here: HandledById = new Map([
    ['msg:a', { kind: 'acted_on' }],
    ['msg:b', { kind: 'later', delayMs: 700, why: 'its shard is being handed over' }],
    ['msg:c', { kind: 'refused', reason: 'not of here either' }],
  ]);
  const { messenger, ...seen } = given(queued, { kind: 'delivered', handled }, () => here);
  expect(await messenger.carry()).toBe(2);
  expect(seen.acknowledged).toEqual(['msg:a']);
  expect(seen.postponed.map(({ messageId }) => messageId)).toEqual(['msg:b']);
  expect([seen.parked, seen.reasons]).toEqual([['msg:c'], ['there is no such order here']]);
});

it('an unreachable peer costs no try and moves nothing', async () => {
  const { messenger, ...seen } = given([message('a')], { kind: 'unreachable', error: 'the region link is cut' });
  expect(await messenger.carry()).toBe(0);
  expect([seen.acknowledged, seen.postponed, seen.parked]).toEqual([[], [], []]);
});

it('what a transport holds stays in the queue until its consumer is heard of', async () => {
  const { messenger, ...seen } = given([message('a'), message('b')], { kind: 'in_transit' });
  await messenger.carry();
  expect(seen.acknowledged).toEqual([]);
  // published again by itself, should the transport lose it
  expect(seen.postponed.map(({ messageId }) => messageId)).toEqual(['msg:a', 'msg:b']);
  expect(seen.postponed[0]?.notBeforeMs).toBeGreaterThan(NOW);
  await seen.tell(new Map([['msg:b', { kind: 'acted_on' }]]));
  expect(seen.acknowledged).toEqual(['msg:b']);
  await seen.tell(new Map([['msg:b', { kind: 'acted_on' }]]));
  expect(seen.acknowledged).toEqual(['msg:b']);
});

it('a transport is handed no more than is heard of, and what is never heard of holds up nobody for ever', async () => {
  let made = 0;
  const next = () => Array.from({ length: 200 }, () => message(String(made++)));
  const { messenger, acknowledged, advance, tell } = given(next, { kind: 'in_transit' });
  const carried = async () => {
    let sum = 0;
    for (let now = await messenger.carry(); now > 0; now = await messenger.carry()) sum += now;
    return sum;
  };
  expect(await carried()).toBe(2_000);
  expect(await messenger.carry()).toBe(0);
  await tell(new Map(Array.from({ length: 200 }, (_, n) => [`msg:${n}`, { kind: 'acted_on' }])));
  expect(acknowledged).toHaveLength(200);
  expect(await carried()).toBe(200);
  advance(31_000);
  expect(await carried()).toBe(2_000);
});
