/**
 * Every message ever shipped, in every consumer: acted on in its newest meaning, or parked with its reason. And its neighbours: whatever
 * stands in a message, no consumer throws, and nothing is both acted on and parked.
 */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONSUMERS, type MessageSchema, SUBSCRIBERS } from '../contracts/messages';
import { PARK_CODES, type ParkedMessage } from '../contracts/parked';
import type { DecisionRecord } from '../domain/decision-record';
import type { OrderRecord } from '../domain/order-record';
import type { Clock } from '../ports/clock';
import type { WakeUp } from '../ports/wake-up';
import type { DeliveryStore, QueuedForOwner, QueuedMessage } from '../stores/deliveries';
import type { MailStore, NewMail } from '../stores/mails';
import type { OrderStore } from '../stores/orders';
import type { SalesStore } from '../stores/sales';
import type { HandledById } from '../ports/bus';
import { CopyKeeper } from './copy-keeper';
import { MessageConsumers, salesConsumer } from './message-consumers';
import { Notifier } from './notifier';
import { OrderOwner } from './order-owner';
import { PeerReceiver } from './peer-receiver';

interface Recorded {
  readonly what: string;
  readonly recorded_at_ms: number;
  readonly payload: Record<string, unknown>;
}
interface Shipped extends Pick<QueuedMessage, 'schema' | 'schemaVersion' | 'payload' | 'recordedAtMs'> {
  readonly what: string;
}

const FOLDER = new URL('../contracts/corpus/', import.meta.url);
const CORPUS: readonly Shipped[] = readdirSync(FOLDER).flatMap((file) => {
  const [schema = '', version = ''] = file.replace('.json', '').split('.v');
  const messages = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Recorded[];
  return messages.map(({ payload, recorded_at_ms, what }) => ({
    what: `${schema} ${version}, ${what}`,
    schema,
    schemaVersion: Number(version),
    payload,
    recordedAtMs: recorded_at_ms,
  }));
});

const NOW = 1_795_600_500_000;
const clock: Clock = { nowMs: () => NOW, sleep: () => Promise.resolve() };
const random = { luck: () => 0.5, bytes: (length: number) => new Uint8Array(length) };
const unheard: WakeUp = { hint: () => undefined, listen: () => () => undefined };
const ORDER: OrderRecord & { refundOrderedMinor: number } = {
  orderId: 'order-42',
  shard: 3,
  region: 'east',
  reference: '7QK2M-4T9XB-3',
  state: 'payment_pending',
  version: 5,
  reason: null,
  ownerEpoch: 1,
  total: { amountMinor: 4_900, currency: 'EUR' },
  email: 'ada@example.test',
  cartId: 'crt_e_1',
  cartVersion: 2,
  paymentMethod: 'pm_card_visa',
  payloadFingerprint: 'f'.repeat(64),
  statusTokenHash: '00'.repeat(32),
  heldUntilMs: NOW + 600_000,
  deadlineAtMs: NOW - 10_000,
  createdAtMs: NOW - 60_000,
  updatedAtMs: NOW - 10_000,
  refundOrderedMinor: 0,
};

interface Outcome {
  readonly acted: readonly unknown[];
  readonly parked: readonly ParkedMessage[];
  readonly postponed: readonly string[];
}

/** One consumer, given one message, on stores that only remember what they were told. */
async function given(consumer: (typeof EVERYBODY)[number], message: Omit<Shipped, 'what'>): Promise<Outcome> {
  const acted: unknown[] = [];
  const parked: ParkedMessage[] = [];
  const postponed: string[] = [];
  const queued: QueuedMessage = {
    orderId: 'order-42',
    messageId: 'm',
    paymentOperation: 'pay:order-42',
    requestId: null,
    traceId: null,
    attempts: 0,
    lastError: null,
    ...message,
  };
  const deliveries: DeliveryStore = {
    forOwner: async () => [{ ...queued, order: ORDER } satisfies QueuedForOwner],
    forConsumer: async () => [queued],
    postpone: async (_message, error) => void postponed.push(error),
    park: async (_message, why) => void parked.push(why),
    depths: async () => [],
  };
  if (consumer === 'order-owner') {
    const orders = {
      decide: async (records: readonly DecisionRecord[]) => {
        acted.push(...records);
        return new Map(records.map((record) => [record.orderId, 'applied' as const]));
      },
    } as unknown as OrderStore;
    const owner = new OrderOwner({
      region: 'east',
      clock,
      random,
      orders,
      deliveries,
      fenced: { record: async () => [] as never },
      wakeUp: unheard,
    });
    await owner.decideQueued(new Map([[3, 1]]));
  } else if (consumer === 'told-by-peer') {
    const told = { consume: async (rows: readonly unknown[]) => (acted.push(...rows), []) };
    const receiver = new PeerReceiver({ clock, told });
    refusedOf(await receiver.receive([{ ...queued, region: 'west' }]), parked);
  } else if (consumer === 'copies') {
    const keep = async (copies: readonly unknown[]) => void acted.push(...copies);
    const complete = { keep: async (told: unknown) => void acted.push(told) };
    const keeper = new CopyKeeper({ clock, statuses: { keep }, carts: { keep }, copies: complete });
    refusedOf(await keeper.keep([{ ...queued, region: 'west' }]), parked);
  } else {
    const mails = { consume: async (mail: NewMail) => (acted.push(mail), true) } as unknown as MailStore;
    const sales: SalesStore = { consume: async (...sale) => (acted.push(sale), true) };
    const notifier = new Notifier({ clock, mails, mailer: { send: async () => ({ kind: 'sent' }) } });
    const consumers = new MessageConsumers({
      region: 'east',
      clock,
      random,
      deliveries,
      consumers: { mail: (each) => notifier.consume(each), sales: salesConsumer(sales, clock) },
    });
    await consumers.deliver(consumer);
  }
  return { acted, parked, postponed };
}

/** What the other region's receivers refuse is parked by its sender, as refused. */
function refusedOf(handled: HandledById, parked: ParkedMessage[]): void {
  const answer = handled.get('m');
  if (answer?.kind === 'refused') parked.push({ code: answer.code ?? 'refused', reason: answer.reason });
}

/** Those of this region's queues, and the two that act on what the other region publishes. */
const EVERYBODY = [...CONSUMERS, 'told-by-peer', 'copies'] as const;
const FOR_PEER: Readonly<Record<string, readonly string[]>> = {
  'told-by-peer': ['customer_told'],
  copies: ['order_status_changed', 'cart_changed', 'copies_complete'],
};
const actsOn = (consumer: (typeof EVERYBODY)[number], schema: string): boolean =>
  FOR_PEER[consumer] !== undefined
    ? FOR_PEER[consumer].includes(schema)
    : (SUBSCRIBERS[schema as MessageSchema] as readonly string[]).includes(consumer);

describe.each(EVERYBODY)('%s', (consumer) => {
  it.each(CORPUS)('$what: is acted on, or parked with its reason', async ({ what: _what, ...message }) => {
    const { acted, parked, postponed } = await given(consumer, message);
    expect(postponed).toEqual([]);
    if (actsOn(consumer, message.schema)) expect([acted.length, parked.length]).toEqual([1, 0]);
    else expect([acted, parked]).toEqual([[], [expect.objectContaining({ reason: expect.stringMatching(/./) })]]);
  });

  it('parks a version that is newer than this build, of every message, and guesses nothing', async () => {
    for (const { what: _what, ...message } of CORPUS) {
      const { acted, parked } = await given(consumer, { ...message, schemaVersion: 99 });
      expect(acted).toEqual([]);
      expect(parked[0]?.reason).toMatch(/^unknown version 99 of /);
    }
  });

  it('never throws on a neighbour of a message, and either acts on it once or parks it once', async () => {
    await fc.assert(
      fc.asyncProperty(neighbour, async (message) => {
        const { acted, parked, postponed } = await given(consumer, message);
        expect(postponed).toEqual([]);
        expect(acted.length + parked.length).toBe(1);
        for (const { code, reason } of parked) {
          expect(PARK_CODES).toContain(code);
          expect(reason.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 600 },
    );
  });
});

/** A recorded message with one thing about it changed: a field gone, another value, one too many, another name or version. */
const neighbour = fc
  .record({
    message: fc.constantFrom(...CORPUS),
    change: fc.constantFrom('drop', 'replace', 'add', 'payload', 'version', 'schema'),
    at: fc.nat(),
    value: fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(null, -1, 0.5, 2 ** 53, '', 'x'.repeat(5_000), '\u0000', [], {}, '__proto__', 'constructor'),
    ),
    version: fc.oneof(fc.integer(), fc.double()),
  })
  .map(({ at, change, message: { what: _what, ...message }, value, version }) => {
    const payload = message.payload as Record<string, unknown>;
    const keys = Object.keys(payload);
    const key = keys[at % keys.length] ?? '';
    switch (change) {
      case 'drop':
        return { ...message, payload: Object.fromEntries(Object.entries(payload).filter(([each]) => each !== key)) };
      case 'replace':
        return { ...message, payload: { ...payload, [key]: value } };
      case 'add':
        return { ...message, payload: { ...payload, another: value } };
      case 'version':
        return { ...message, schemaVersion: version };
      case 'schema':
        return { ...message, schema: typeof value === 'string' ? value : 'toString' };
      default:
        return { ...message, payload: value };
    }
  });
