import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explain } from '@/server/domain/explanation/explanation';
import { caseStore } from '@/server/stores/cases';
import { EVERY_DEAD_LETTER } from '@/server/domain/dead-letter';
import { deadLetterStore } from '@/server/stores/dead-letters';
import { mailReadStore } from '@/server/stores/mail-reads';
import { messagesOverviewStore } from '@/server/stores/messages-overview';
import { nowOverviewStore } from '@/server/stores/now-overview';
import { orderMessageStore } from '@/server/stores/order-messages';
import { AUTHORIZED, reportOf } from '@/server/stores/testing/decisions';
import { type GivenStore, givenStore, MUG, placed } from '@/server/stores/testing/given-store';
import { orderAt } from '@/server/stores/testing/walk';
import { ConsoleReader } from './console-reader';
import { OrderEvidenceReader } from './order-evidence-reader';

let store: GivenStore;
let reader: ConsoleReader;
let evidenceReader: OrderEvidenceReader;
let orderId: string;
let nowMs = Date.now();

beforeAll(async () => {
  store = await givenStore();
  const { evidence, operations, orders, reservations, sql } = store;
  const clock = { nowMs: () => nowMs, sleep: async () => undefined };
  const [cases, mails] = [caseStore(sql), mailReadStore(sql)];
  reader = new ConsoleReader({
    region: 'east',
    clock,
    now: nowOverviewStore(sql),
    promise: async () => null,
    owedIntents: async () => ({ kept: 3, expired: 0, followed: 0, oldestKeptAtMs: nowMs - 40_000 }),
    copies: async () => ({ region: 'east', peer: 'west', ofPeer: null, untold: 2, untoldSinceMs: nowMs - 700 }),
  });
  const messages = orderMessageStore(sql);
  evidenceReader = new OrderEvidenceReader({
    region: 'east',
    clock,
    orders,
    operations,
    evidence,
    cases,
    mails,
    reservations,
    messages,
  });
  orderId = (await placed(store)).orderId;
  await store.operations.record(reportOf(orderId, AUTHORIZED));
  for (const state of ['failed_safely', 'order_confirmed', 'order_confirmed', 'payment_pending'] as const)
    await orderAt(store, state);
  await store.app(
    // the claim on the first ran out
    `insert into operations.cases (order_id, case_id, reason, at_risk_minor, currency, due_at, owner, owner_until) values
       ($1, 'case_1', 'amount_mismatch', 4900, 'EUR', now() - interval '1 minute', 'ana@evident.test', now() - interval '1 minute'),
       ($1, 'case_2', 'stray_money', 100, 'EUR', now() + interval '1 hour', null, null)`,
    [orderId],
  );
  await store.deliveries.park(
    { orderId, messageId: (await messages.ofOrder(orderId))[0]?.messageId ?? '', consumer: 'order-owner' },
    { code: 'unreadable', reason: 'unreadable' },
    [],
    nowMs,
  );
  await store.mails.consume(
    { orderId, messageId: 'msg:m', recipient: 'ada@example.test', subject: 's', body: 'b' },
    nowMs,
  );
});
afterAll(() => store.drop());

describe('the first page', () => {
  it('counts every order of the last day once, by state', async () => {
    const { capped, cases, createdSince, keptFor, messages, shards, unfinished } = await reader.now();
    // the placed one was created hours before the others, on the same day or the day before
    expect(createdSince.byState).toMatchObject({ failed_safely: 1, order_confirmed: 2, payment_pending: 1 });
    expect(createdSince.total).toBe(Object.values(createdSince.byState).reduce((sum, count) => sum + count, 0));
    expect(capped).toBe(false);
    expect(unfinished).toMatchObject({ total: 2, byState: { payment_authorizing: 1, payment_pending: 1 } });
    expect(unfinished.oldestPendingAtMs).toEqual(expect.any(Number));
    expect(keptFor).toMatchObject({ kept: 3, owner: 'west' });
    expect(cases).toMatchObject({
      open: 2,
      pastDue: 1,
      unclaimed: 2,
      atRisk: [{ amountMinor: 5_000, currency: 'EUR' }],
    });
    expect(messages).toMatchObject({ undelivered: 0, dead: 1 });
    expect(shards).toMatchObject([
      { region: 'east', shards: 16, held: 0 },
      { region: 'west', shards: 16 },
    ]);
  });

  it('is counted once for all who ask at the same moment, and anew a little later', async () => {
    expect(reader.now()).toBe(reader.now());
    const before = reader.now();
    nowMs += 2_000;
    expect(reader.now()).not.toBe(before);
  });
});

describe('the lists', () => {
  it('show each consumer, also one that nothing waits for, and what was parked with its reason', async () => {
    const { consumers, deadCount, mails } = await messagesOverviewStore(store.sql).overview();
    expect(consumers.map(({ consumer, dead: parked, undelivered }) => [consumer, undelivered, parked])).toEqual([
      ['mail', 0, 0],
      ['order-owner', 0, 1],
      ['sales', 0, 0],
    ]);
    expect(await deadLetterStore(store.sql).matching(EVERY_DEAD_LETTER, 10)).toMatchObject([
      { orderId, consumer: 'order-owner', schema: 'payment_authorized', reason: 'unreadable' },
    ]);
    expect([deadCount, mails]).toEqual([1, { queued: 1, failed: 0 }]);
    expect(await mailReadStore(store.sql).newest(10)).toMatchObject([
      { orderId, state: 'queued', recipient: 'ada@example.test' },
    ]);
  });
});

describe('one order', () => {
  it('is read whole, and is enough to explain it', async () => {
    const result = await evidenceReader.read(orderId);
    if (result.kind !== 'evidence') throw new Error('not found');
    const { cases, evidence, freshness, hold, lines, mails, messages, operations, order } = result.evidence;
    expect(lines).toEqual([MUG]);
    expect(hold.reservations).toMatchObject([{ sku: 'mug', state: 'held' }]);
    expect(messages).toMatchObject([
      { schema: 'payment_authorized', consumers: [{ consumer: 'order-owner', state: 'parked' }] },
    ]);
    expect([cases.map(({ owner }) => owner), mails.length, freshness.source]).toEqual([[null, null], 1, 'owner']);
    const { lead, money } = explain(order, evidence, operations, cases, nowMs);
    expect(lead).not.toBe('');
    expect(money).toEqual({ position: 'held', atMost: { amountMinor: 4_900, currency: 'EUR' } });
  });

  it('tells neither the hash of its token nor the fingerprint of its body', async () => {
    const text = JSON.stringify(await evidenceReader.read(orderId));
    expect(text).not.toMatch(/statusTokenHash|payloadFingerprint|f{64}/);
    // plain JSON: what is sent is what was read
    expect(JSON.parse(text)).toEqual(await evidenceReader.read(orderId));
  });

  it('that is not here names the region that would own it', async () => {
    expect(await evidenceReader.read('order-42')).toEqual({
      kind: 'not_found',
      ownerRegion: expect.stringMatching(/^(east|west)$/),
    });
  });
});
