/** What leaves the outbox, when, and how it comes back: nothing is ever in neither place, and nothing acts twice. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { REPLAY_WINDOW_MS } from '@/server/contracts/replay-window';
import { type GivenStore, givenStore, refusalOf } from '@/server/stores/testing/given-store';
import { orderMessageStore } from '@/server/stores/order-messages';
import { askedAs, givenMessages } from './testing/given-messages';

let store: GivenStore;
let given: ReturnType<typeof givenMessages>;
beforeAll(async () => {
  store = await givenStore(24);
});
beforeEach(async () => {
  await store.owner(
    'truncate messaging.deliveries, messaging.dead_letters, messaging.outbox, messaging.inbox, messaging.archived, messaging.archives',
  );
  given = givenMessages(store);
  given.setNow(Date.now());
});
afterEach(() => given.close());
afterAll(() => store.drop());

const DAY_MS = 24 * 3_600_000;
const LONG_AGO = Date.now() - REPLAY_WINDOW_MS - 2 * DAY_MS;
const REASON = 'Sales were restored from last night.';

/** Published long ago and acted on by everybody. */
async function delivered(orderId = `order-${Math.random()}`, recordedAtMs = LONG_AGO) {
  const messageId = `msg:order_confirmed:${orderId}@4`;
  const payload = {
    reference: 'R',
    email: 'ada@example.test',
    total_minor: 4_900,
    currency: 'EUR',
    confirmed_at_ms: recordedAtMs,
  };
  await store.app(
    `insert into messaging.outbox (order_id, message_id, schema, schema_version, region, payload, recorded_at)
     values ($1, $2, 'order_confirmed', 2, 'east', $3, to_timestamp($4::float8 / 1000))`,
    [orderId, messageId, JSON.stringify(payload), recordedAtMs],
  );
  for (const consumer of ['mail', 'sales'])
    await store.app('insert into messaging.inbox (order_id, consumer, message_id) values ($1, $2, $3)', [
      orderId,
      consumer,
      messageId,
    ]);
  return { orderId, messageId };
}
const inOutbox = async () =>
  (await store.app('select order_id from messaging.outbox order by order_id')).map(({ order_id }) => order_id);
const files = () => readdirSync(given.folder).filter((name) => name.endsWith('.jsonl'));
const forget = (consumer: string) => store.owner('delete from messaging.inbox where consumer = $1', [consumer]);
const window = { kind: 'window', fromMs: LONG_AGO - DAY_MS, toMs: LONG_AGO + DAY_MS } as const;

describe('the archive', () => {
  it('takes what was delivered before the replay window, each message once, under a hash', async () => {
    const old = [await delivered('order-a'), await delivered('order-b')];
    await delivered('order-young', Date.now() - REPLAY_WINDOW_MS + DAY_MS);
    expect(await given.archiver.archiveOld()).toBe(2);
    expect(await given.archiver.archiveOld()).toBe(0);
    expect(await inOutbox()).toEqual(['order-young']);
    const [name = ''] = files();
    const lines = readFileSync(join(given.folder, name), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).order_id)).toEqual(old.map(({ orderId }) => orderId));
    expect(await given.archives.get(name)).toMatchObject({
      messages: 2,
      sha256: (await given.archive.read(name))?.sha256,
    });
  });

  it('is told of each order: which message, since when, in which file', async () => {
    const { messageId, orderId } = await delivered();
    const messages = orderMessageStore(store.sql);
    expect(await messages.archivedOf(orderId)).toEqual([]);
    await given.archiver.archiveOld();
    const [archive = ''] = files();
    const archivedAtMs = (await given.archives.get(archive))?.archivedAtMs;
    expect(await messages.ofOrder(orderId)).toEqual([]);
    expect(await messages.archivedOf(orderId)).toEqual([
      { messageId, schema: 'order_confirmed', schemaVersion: 2, recordedAtMs: LONG_AGO, archive, archivedAtMs },
    ]);
    // a shard that was handed over brings the row, and not the file
    await store.owner('delete from messaging.archives');
    expect(await messages.archivedOf(orderId)).toMatchObject([{ archive, archivedAtMs: null }]);
  });

  it('never takes what somebody has not acted on, or what is a dead letter that is not settled', async () => {
    const waiting = await delivered('order-waiting');
    await store.app(
      `insert into messaging.deliveries (order_id, message_id, consumer, shard) values ($1, $2, 'sales', 3)`,
      [waiting.orderId, waiting.messageId],
    );
    const dead = await delivered('order-dead');
    await store.app(
      `insert into messaging.dead_letters (order_id, message_id, consumer, reason, attempts) values ($1, $2, 'sales', 'no', 5)`,
      [dead.orderId, dead.messageId],
    );
    const back = await delivered('order-on-its-way');
    await store.app(
      `insert into messaging.dead_letters (order_id, message_id, consumer, reason, attempts, redriven_at) values ($1, $2, 'sales', 'no', 5, now())`,
      [back.orderId, back.messageId],
    );
    expect(await given.archiver.archiveOld()).toBe(0);
    expect(await inOutbox()).toHaveLength(3);
  });

  it('loses nothing when it dies between the file and the outbox: the next round files it again', async () => {
    const { orderId } = await delivered('order-crash');
    const messages = await given.archives.mayLeave(Date.now() - REPLAY_WINDOW_MS, 10);
    await given.archive.write('messages-east-half.jsonl', ['{"of":"a round that died here"}']);
    expect(await inOutbox()).toEqual([orderId]);
    expect(messages).toHaveLength(1);
    expect(await given.archiver.archiveOld()).toBe(1);
    expect(await inOutbox()).toEqual([]);
    expect(await given.archives.ofOrder(orderId)).toHaveLength(1);
  });

  it('is refused by the database, whatever the app asks: too young, undelivered, or out of the outbox by itself', async () => {
    const young = await delivered('order-young', Date.now() - DAY_MS);
    expect(await given.archives.leave('forged.jsonl', { sha256: '00', bytes: 1 }, [young])).toBe(0);
    expect(await inOutbox()).toEqual(['order-young']);
    expect(await given.archives.get('forged.jsonl')).toBeNull();
    expect((await refusalOf(store.app('delete from messaging.outbox'))).code).toBe('42501');
    expect(
      (
        await refusalOf(
          store.app(
            `insert into messaging.archived select order_id, message_id, schema, 1, now(), 'x' from messaging.outbox`,
          ),
        )
      ).code,
    ).toBe('42501');
  });

  it('leaves what a replay queues at the same moment', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => delivered(`order-race-${n}`)));
    await forget('sales');
    const [, answer] = await Promise.all([
      given.archiver.archiveOld(),
      given.replayer.replay('sales', window, REASON, askedAs('click-race')),
    ]);
    expect(answer.kind).toBe('queued');
    const lost = await store.app(
      `select d.order_id from messaging.deliveries d where not exists (select 1 from messaging.outbox m where m.order_id = d.order_id and m.message_id = d.message_id)`,
    );
    expect(lost).toEqual([]);
  });
});

describe('a replay', () => {
  it('says in its dry run what would happen of each, and changes nothing', async () => {
    const effected = await delivered('order-effected');
    const due = await delivered('order-due');
    const waiting = await delivered('order-waiting');
    const dead = await delivered('order-dead');
    const newer = await delivered('order-newer');
    for (const { orderId } of [due, waiting, dead, newer])
      await store.owner(`delete from messaging.inbox where order_id = $1 and consumer = 'sales'`, [orderId]);
    await store.app(
      `insert into messaging.deliveries (order_id, message_id, consumer, shard) values ($1, $2, 'sales', 3)`,
      [waiting.orderId, waiting.messageId],
    );
    await store.app(
      `insert into messaging.dead_letters (order_id, message_id, consumer, reason, attempts) values ($1, $2, 'sales', 'no', 5)`,
      [dead.orderId, dead.messageId],
    );
    await store.owner('update messaging.outbox set schema_version = 99 where order_id = $1', [newer.orderId]);
    const before = await store.app('select count(*)::int as n from messaging.deliveries');
    const plan = await given.replayer.plan('sales', window);
    expect(plan.counts).toEqual({
      already_effected: 1,
      undelivered: 1,
      parked: 1,
      would_be_effected: 1,
      would_be_parked: 1,
    });
    expect(plan.messages.slice(0, 2)).toMatchObject([
      { orderId: 'order-due', standing: 'would_be_effected' },
      { orderId: 'order-newer', standing: 'would_be_parked', why: expect.stringContaining('unknown version 99') },
    ]);
    expect(plan.messages.find(({ orderId }) => orderId === effected.orderId)?.standing).toBe('already_effected');
    expect(await store.app('select count(*)::int as n from messaging.deliveries')).toEqual(before);
  });

  it('queues once for twenty sends of a click and for two people, and nothing that was acted on', async () => {
    await delivered('order-kept');
    const { orderId } = await delivered('order-forgotten');
    await store.owner(`delete from messaging.inbox where order_id = $1 and consumer = 'sales'`, [orderId]);
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => given.replayer.replay('sales', window, REASON, askedAs('click-0001'))),
      given.replayer.replay('sales', window, REASON, askedAs('click-0002')),
    ]);
    expect(answers.filter(({ kind }) => kind === 'queued')).toEqual([{ kind: 'queued', count: 1 }]);
    const queued = await store.app('select order_id, consumer from messaging.deliveries');
    expect(queued).toEqual([{ order_id: orderId, consumer: 'sales' }]);
    const entries = await store.app(
      `select count(*)::int as n from operations.audit where action = 'messages:replay' and operation_id in ('click-0001', 'click-0002')`,
    );
    expect(entries).toEqual([{ n: 1 }]);
  });

  it('reads the archives too, puts the message back for its consumer, and it leaves again once it was acted on', async () => {
    const { messageId, orderId } = await delivered('order-filed');
    await given.archiver.archiveOld();
    await store.owner(`delete from messaging.inbox where order_id = $1 and consumer = 'sales'`, [orderId]);
    const plan = await given.replayer.plan('sales', { kind: 'order', orderId });
    expect(plan.messages).toMatchObject([{ standing: 'would_be_effected', archive: files()[0] }]);
    expect(await given.replayer.replay('sales', { kind: 'order', orderId }, REASON, askedAs('click-0003'))).toEqual({
      kind: 'queued',
      count: 1,
    });
    expect(await inOutbox()).toEqual([orderId]);
    expect(await given.archiver.archiveOld()).toBe(0);
    const counted = () => store.sales.consume(orderId, messageId, 4_900, 'EUR', LONG_AGO, Date.now());
    expect(await Promise.all([counted(), counted(), counted()])).toEqual(expect.arrayContaining([true, false, false]));
    expect(await given.archiver.archiveOld()).toBe(1);
    expect((await given.replayer.plan('sales', { kind: 'order', orderId })).counts).toMatchObject({
      already_effected: 1,
      would_be_effected: 0,
    });
  });

  it('believes nothing of a file that is not, byte for byte, what was written, and keeps a record of it', async () => {
    const { orderId } = await delivered('order-tampered');
    await given.archiver.archiveOld();
    const [name = ''] = files();
    const path = join(given.folder, name);
    writeFileSync(path, readFileSync(path, 'utf8').replace('4900', '9999'));
    await forget('sales');
    const plan = await given.replayer.plan('sales', { kind: 'order', orderId });
    expect(plan.messages).toEqual([]);
    expect(plan.archives).toEqual([{ name, problem: 'the file is not what was written: its hash differs' }]);
    expect(await given.refused.since(Date.now() - DAY_MS)).toMatchObject([
      { door: 'archive', reason: 'not the file that was written' },
    ]);
  });
});
