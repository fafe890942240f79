/** What cannot be acted on: parked without blocking anybody, put back once, and settled with its case. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EVERY_ENTRY } from '../stores/audit';
import { EVERY_DEAD_LETTER } from '@/server/domain/dead-letter';
import { reportOf } from '@/server/stores/testing/decisions';
import { type GivenStore, givenStore, T0 } from '@/server/stores/testing/given-store';
import { askedAs, givenMessages, workerReport } from './testing/given-messages';

let store: GivenStore;
let given: ReturnType<typeof givenMessages>;
beforeAll(async () => {
  store = await givenStore(24);
});
beforeEach(async () => {
  await store.owner('truncate messaging.deliveries, messaging.dead_letters');
  given = givenMessages(store);
});
afterEach(() => given.close());
afterAll(() => store.drop());

const one = (letter: { orderId: string; messageId: string; consumer: string }) =>
  ({ kind: 'letters', letters: [letter] }) as const;
const REASON = 'The new build reads it.';
const openCases = (orderId: string) =>
  store.app(`select reason from operations.cases where order_id = $1 and state = 'open'`, [orderId]);
const upgrade = () => store.owner('update messaging.outbox set schema_version = 2 where schema_version = 99');

/** An order whose authorization no reader knows yet, and so is parked. */
async function parked() {
  const letter = await given.authorized(99);
  await given.decide();
  return letter;
}

describe('an unknown newer version', () => {
  it('is parked with its reason, its evidence and a case, and the order is not moved', async () => {
    const { orderId } = await parked();
    expect(await given.letters.matching(EVERY_DEAD_LETTER, 5)).toMatchObject([
      { orderId, code: 'unknown_version', schema: 'payment_authorized', schemaVersion: 99 },
    ]);
    expect(await given.kinds(orderId)).toEqual(expect.arrayContaining(['message_parked', 'case_opened']));
    expect(await openCases(orderId)).toEqual([{ reason: 'message_parked' }]);
    expect(await given.state(orderId)).toBe('payment_authorizing');
  });

  it('goes back by itself once every live reader reads it, not before, and ends its case when it was acted on', async () => {
    const { orderId } = await parked();
    expect(await given.redriver.redriveKnown()).toBe(0);
    await upgrade();
    given.setReaders([workerReport(), workerReport({ payment_authorized: 1 })]);
    expect(await given.redriver.redriveKnown()).toBe(0);
    given.setReaders([workerReport()]);
    expect(await given.redriver.redriveKnown()).toBe(1);
    expect(await given.redriver.redriveKnown()).toBe(0);
    expect(await given.redriver.settleActedOn()).toBe(0);
    expect(await openCases(orderId)).toHaveLength(1);
    await given.decide();
    expect(await given.state(orderId)).toBe('order_confirmed');
    expect(await given.redriver.settleActedOn()).toBe(1);
    expect(await openCases(orderId)).toEqual([]);
    expect((await given.kinds(orderId)).slice(-3)).toEqual(['message_redriven', 'order_confirmed', 'case_closed']);
    expect(await given.redriver.settleActedOn()).toBe(0);
  });
});

describe('putting back', () => {
  it('has one effect for twenty sends of the same click at once: one queue row, one entry, one row of evidence', async () => {
    const letter = await parked();
    await upgrade();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => given.desk.redrive(one(letter), REASON, askedAs('click-0001'))),
    );
    expect(answers.filter(({ kind }) => kind === 'redriven')).toEqual([{ kind: 'redriven', queued: 1, effected: 0 }]);
    expect(answers.filter(({ kind }) => kind === 'done_before')).toHaveLength(19);
    expect(await given.queued(letter.orderId)).toBe(1);
    expect((await given.kinds(letter.orderId)).filter((kind) => kind === 'message_redriven')).toHaveLength(1);
    expect(await given.audit.find({ ...EVERY_ENTRY, object: letter.orderId, limit: 5 })).toMatchObject([
      { action: 'messages:redrive', operationId: 'click-0001', reason: REASON },
    ]);
  });

  it('is done by one of two people, and leaves no entry of the other', async () => {
    const letter = await parked();
    const answers = await Promise.all([
      given.desk.redrive(one(letter), REASON, askedAs('click-0002', 'ana@evident.test')),
      given.desk.redrive(one(letter), REASON, askedAs('click-0003', 'tom@evident.test')),
    ]);
    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['nothing_parked', 'redriven']);
    const entries = await Promise.all(['click-0002', 'click-0003'].map((id) => given.audit.ofOperation(id)));
    expect(entries.filter((entry) => entry !== null)).toHaveLength(1);
  });

  it('parks it again where it still cannot be read, and it can be put back again', async () => {
    const letter = await parked();
    await given.desk.redrive(one(letter), REASON, askedAs('click-0004'));
    await given.decide();
    expect(await given.letters.get(letter)).toMatchObject({ redrives: 1, redrivenAtMs: null, code: 'unknown_version' });
    await upgrade();
    await given.desk.redrive(one(letter), REASON, askedAs('click-0005'));
    await given.decide();
    expect(await given.state(letter.orderId)).toBe('order_confirmed');
  });

  it('settles one whose effect is there already, without queueing it', async () => {
    const letter = await parked();
    await store.app(`insert into messaging.inbox (order_id, consumer, message_id) values ($1, 'order-owner', $2)`, [
      letter.orderId,
      letter.messageId,
    ]);
    expect(await given.desk.redrive(one(letter), REASON, askedAs('click-0006'))).toEqual({
      kind: 'redriven',
      queued: 0,
      effected: 1,
    });
    expect(await given.queued(letter.orderId)).toBe(0);
  });

  it('puts back all that match and no other, under one entry with its filter', async () => {
    const unknown = [await parked(), await parked(), await parked()];
    const other = await given.authorized(2);
    await store.deliveries.park(other, { code: 'refused', reason: 'no' }, [], T0);
    await given.desk.redrive(
      { kind: 'matching', filter: { ...EVERY_DEAD_LETTER, code: 'unknown_version' } },
      REASON,
      askedAs('click-0007'),
    );
    expect(await Promise.all(unknown.map(({ orderId }) => given.queued(orderId)))).toEqual([1, 1, 1]);
    expect(await given.queued(other.orderId)).toBe(0);
    expect(await given.audit.ofOperation('click-0007')).toMatchObject({
      detail: { count: 3, code: 'unknown_version' },
    });
  });

  it('is not done under a click that did something else', async () => {
    const letter = await parked();
    await given.audit.append({ ...(await entryOf('click-0008')), action: 'orders:note' });
    expect(await given.desk.redrive(one(letter), REASON, askedAs('click-0008'))).toEqual({ kind: 'other_click' });
    expect(await given.queued(letter.orderId)).toBe(0);
  });
});

const entryOf = async (operationId: string) => ({
  actor: 'staff:mara@evident.test',
  role: 'support',
  object: 'order-42',
  operationId,
  requestId: null,
  reason: null,
  detail: {},
});

describe('a poison message', () => {
  it('is parked after five tries, with a case, and holds up nobody of its shard meanwhile', async () => {
    const poison = await given.authorized();
    const others = await Promise.all(Array.from({ length: 6 }, () => given.authorized()));
    const orders: typeof store.orders = {
      ...store.orders,
      decide: (records, nowMs) =>
        records.some(({ orderId }) => orderId === poison.orderId)
          ? Promise.reject(new Error('a defect that only this message meets'))
          : store.orders.decide(records, nowMs),
    };
    await given.decide(orders);
    expect(await Promise.all(others.map(({ orderId }) => given.state(orderId)))).toEqual(
      others.map(() => 'order_confirmed'),
    );
    for (let tries = 2; tries <= 5; tries++) {
      expect(await given.queued(poison.orderId)).toBe(1);
      given.setNow(T0 + tries * 120_000);
      await given.decide(orders);
    }
    expect(await given.letters.get(poison)).toMatchObject({
      code: 'tries_used_up',
      reason: 'failed 5 times: a defect that only this message meets',
    });
    expect(await openCases(poison.orderId)).toEqual([{ reason: 'message_parked' }]);
  });

  it('is not counted against a message when it is the records that fail', async () => {
    const letters = await Promise.all([given.authorized(), given.authorized()]);
    const away: typeof store.orders = { ...store.orders, decide: () => Promise.reject(new Error('connection lost')) };
    await expect(given.decide(away)).rejects.toThrow('connection lost');
    const tries = await store.app('select attempts from messaging.deliveries where order_id = any($1)', [
      letters.map(({ orderId }) => orderId),
    ]);
    expect(tries).toEqual([{ attempts: 0 }, { attempts: 0 }]);
  });
});

describe('the order of one order’s messages', () => {
  it('is kept while the first waits for its next try, and other orders go on', async () => {
    const first = await given.authorized();
    await store.operations.record(reportOf(first.orderId, { kind: 'voided', providerReference: 'pi_1' }));
    const other = await given.authorized();
    await store.deliveries.postpone(first, 'later', T0 + 60_000);
    await given.decide();
    expect(await given.queued(first.orderId)).toBe(2);
    expect(await given.state(other.orderId)).toBe('order_confirmed');
    given.setNow(T0 + 61_000);
    await given.decide();
    const left = await store.app('select message_id from messaging.deliveries where order_id = $1 and consumer = $2', [
      first.orderId,
      'order-owner',
    ]);
    expect(left.map(({ message_id }) => message_id)).toEqual([expect.stringContaining('payment_reconciled')]);
  });
});
