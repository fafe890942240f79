import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LiveReaders } from '@/server/contracts/agreed-versions';
import { customerToldMessage } from '@/server/contracts/customer-told-message';
import type { BusMessage } from '@/server/domain/bus-message';
import { shardOf } from '@/server/domain/shard';
import { Redriver } from '@/server/services/redriver';
import { peerMessageStore } from '@/server/stores/peer-messages';
import { redriveStore } from '@/server/stores/redrives';
import { beginHandOver } from './testing/begun-hand-over';
import { get, type OpenedCheckout, openCheckout, placeOrder } from './testing/caller';
import { type GivenPair, givenPair } from './testing/given-pair';
import type { GivenRegion } from './testing/given-region';

let east: GivenRegion;
let west: GivenRegion;
let link: 'up' | 'cut' = 'up';

let pair: GivenPair;

beforeAll(async () => {
  pair = await givenPair(() => link);
  ({ east, west } = pair);
});
afterAll(() => pair.close());
beforeEach(() => {
  link = 'up';
});

/** Shards that a test handed over to west, for good. */
const handedOver = new Set<number>();

/** An order that east owns: on a shard that was handed over, it would be west's own. */
async function placedInEast(): Promise<OpenedCheckout> {
  const checkout = await openCheckout(east.origin);
  if (handedOver.has(shardOf(checkout.orderId))) return placedInEast();
  await placeOrder(east.origin, checkout);
  await east.flush();
  return checkout;
}

const toldIn = async (orderId: string) =>
  (await east.store.evidence.list(orderId)).filter((row) => row.kind === 'customer_told');
const queued = async () =>
  (
    await west.store.app(`select order_id from messaging.deliveries where consumer = 'region:east' order by position`)
  ).map((row) => row.order_id as string);
const parked = () =>
  west.store.app(`select message_id, reason from messaging.dead_letters where consumer = 'region:east'`);
const due = () => peerMessageStore(west.store.sql, 'west').due(west.clock.nowMs(), 1);
/** Until nothing is due. A call that was not answered in time leaves what it carried where it was, and is made again, as by a worker's next round. */
const carryAll = async () => {
  for (let round = 0; round < 20; round++) {
    while ((await west.carry()) > 0);
    if (link === 'cut' || (await due()).length === 0) return;
  }
};
const publish = (messages: readonly BusMessage[]) =>
  peerMessageStore(west.store.sql, 'west').publish(messages, west.clock.nowMs());
const readsUpTo = (version: number): LiveReaders => ({
  reports: [
    {
      process: 'web-east-1',
      build: 'b2',
      region: 'east',
      role: 'web',
      consumers: ['told-by-peer'],
      reads: { customer_told: version },
      writes: {},
    },
  ],
  unreported: 0,
});
const told = (orderId: string, text: string): BusMessage =>
  customerToldMessage(
    { orderId, region: 'west', requestId: 'req_told', traceId: 'e'.repeat(32) },
    { http_status: 200, state: 'order_confirmed', version: 4, message: text, told_at_ms: west.clock.nowMs() },
    text,
  );

describe('what a customer was told by the region that does not own the order', () => {
  it('is evidence at the owner: the exact words, by the region that said them, once', async () => {
    const checkout = await placedInEast();
    const headers = { authorization: `Bearer ${checkout.token}`, 'x-request-id': 'req_of_west' };
    const { body } = await get(`${west.origin}/api/v1/orders/${checkout.orderId}`, headers);
    await get(`${west.origin}/api/v1/orders/${checkout.orderId}`, headers);
    await west.flush();
    await carryAll();
    const fromWest = (await toldIn(checkout.orderId)).filter((row) => row.region === 'west');
    expect(fromWest).toHaveLength(1);
    expect(fromWest[0]).toMatchObject({ requestId: 'req_of_west', detail: { message: body.customer_message } });
    expect(await queued()).toEqual([]);
  });
});

describe('a message about an order whose shard is handed over', () => {
  it('waits while the shard is closed, has its effect where the order is in the end, and holds up no other', async () => {
    const { orderId } = await placedInEast();
    const shard = shardOf(orderId);
    const onAnotherShard = async (): Promise<string> => {
      const other = (await placedInEast()).orderId;
      return shardOf(other) === shard ? onAnotherShard() : other;
    };
    const other = await onAnotherShard();
    await publish([told(orderId, 'while it was closed'), told(other, 'beside it')]);
    const handOver = await beginHandOver(east, west, shard);
    handedOver.add(shard);
    await handOver.until('closed');
    await carryAll();
    expect((await toldIn(other)).map((row) => row.detail.message)).toContain('beside it');
    expect(await queued()).toEqual([orderId]);
    const [{ last_error }] = await west.store.app('select last_error from messaging.deliveries where order_id = $1', [
      orderId,
    ]);
    expect(last_error).toBe('its shard is being handed over');

    await handOver.until('done');
    expect(await toldIn(orderId)).toEqual([]);
    west.clock.advance(60_000);
    await carryAll();
    expect(await queued()).toEqual([]);
    expect(
      (await west.store.evidence.list(orderId)).filter((row) => row.detail.message === 'while it was closed'),
    ).toHaveLength(1);
    expect((await parked()).filter((row) => String(row.message_id).includes(orderId))).toEqual([]);
  });
});

describe('a message to the other region', () => {
  it('stays in its queue while the link is cut, and has its effect after the heal', async () => {
    const { orderId } = await placedInEast();
    await publish([told(orderId, 'kept')]);
    link = 'cut';
    expect(await west.carry()).toBe(0);
    expect(await queued()).toEqual([orderId]);
    link = 'up';
    await carryAll();
    expect(await queued()).toEqual([]);
    expect((await toldIn(orderId)).map((row) => row.detail.message)).toContain('kept');
  });

  it('acts once, however often it is carried and published', async () => {
    const { orderId } = await placedInEast();
    const message = told(orderId, 'twice');
    await publish([message]);
    const [row] = await west.store.app('select * from messaging.deliveries where message_id = $1', [message.messageId]);
    await carryAll();
    // the acknowledgement was lost: the row is there again
    await west.store.owner(
      'insert into messaging.deliveries (order_id, message_id, consumer, shard, not_before) values ($1, $2, $3, $4, to_timestamp(0))',
      [row.order_id, row.message_id, row.consumer, row.shard],
    );
    await carryAll();
    await publish([message]);
    await carryAll();
    expect((await toldIn(orderId)).filter((each) => each.detail.message === 'twice')).toHaveLength(1);
  });

  it('that cannot be acted on is parked with its reason, and holds up nobody', async () => {
    const { orderId } = await placedInEast();
    const stranger = told('ord_of_nobody', 'lost');
    const newer = { ...told(orderId, 'newer'), schemaVersion: 9 };
    const unreadable = { ...told(orderId, 'unreadable'), payload: { http_status: 'two hundred' } };
    const good = told((await placedInEast()).orderId, 'good');
    await publish([stranger, newer, unreadable, good]);
    await carryAll();
    expect(await queued()).toEqual([]);
    const reasons = new Map((await parked()).map((row) => [row.message_id as string, row.reason as string]));
    expect(reasons.get(stranger.messageId)).toBe('there is no such order here');
    expect(reasons.get(newer.messageId)).toContain('unknown version 9');
    expect(reasons.get(unreadable.messageId)).toContain('http_status');
    expect(await toldIn(good.orderId)).toHaveLength(2);
  });

  it('of a version that the peer does not read goes back by itself once the peer says that it reads it', async () => {
    const { orderId } = await placedInEast();
    const newer = { ...told(orderId, 'after the upgrade'), schemaVersion: 2 };
    await publish([newer]);
    await carryAll();
    const letter = () =>
      west.store.app('select code, redriven_at, settled_at from messaging.dead_letters where message_id = $1', [
        newer.messageId,
      ]);
    expect(await letter()).toEqual([{ code: 'unknown_version', redriven_at: null, settled_at: null }]);
    let peer: LiveReaders | null = null;
    const redriver = new Redriver({
      region: 'west',
      clock: west.clock,
      redrives: redriveStore(west.store.sql),
      wakeUp: { hint: () => undefined, listen: () => () => undefined },
      live: () => readsUpTo(9),
      peerLive: async () => peer,
    });
    // not asked, not reached, or not upgraded: it stays
    expect(await redriver.redriveKnown()).toBe(0);
    peer = readsUpTo(1);
    expect(await redriver.redriveKnown()).toBe(0);
    peer = readsUpTo(2);
    // what the upgraded peer reads stands in for the newer version
    await west.store.owner('update messaging.outbox set schema_version = 1 where message_id = $1', [newer.messageId]);
    expect(await redriver.redriveKnown()).toBe(1);
    expect(await redriver.redriveKnown()).toBe(0);
    await carryAll();
    expect((await toldIn(orderId)).map((row) => row.detail.message)).toContain('after the upgrade');
    expect(await letter()).toEqual([
      { code: 'unknown_version', redriven_at: expect.any(Date), settled_at: expect.any(Date) },
    ]);
  });

  it('of one order keeps its place: a later one waits for the earlier', async () => {
    const { orderId } = await placedInEast();
    const other = (await placedInEast()).orderId;
    const messages = peerMessageStore(west.store.sql, 'west');
    const [first, second, beside] = [told(orderId, 'first'), told(orderId, 'second'), told(other, 'beside')];
    await publish([first, second, beside]);
    const late = { orderId, messageId: first.messageId, why: 'a test', notBeforeMs: west.clock.nowMs() + 60_000 };
    await messages.postpone([late]);
    await carryAll();
    expect((await toldIn(other)).map((row) => row.detail.message)).toContain('beside');
    expect(await queued()).toEqual([orderId, orderId]);
    await messages.postpone([{ ...late, notBeforeMs: 0 }]);
    await carryAll();
    expect((await toldIn(orderId)).slice(-2).map((row) => row.detail.message)).toEqual(['first', 'second']);
  });
});

it('no call failed inside', () => {
  expect([east.failures, west.failures]).toEqual([[], []]);
});
