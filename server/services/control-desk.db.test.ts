import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVERY_ENTRY } from '../stores/audit';
import type { Control } from '../domain/control';
import type { StaffAsked } from '../domain/staff';
import { systemClock as clock } from '../ports/clock';
import { attemptRateStore } from '../stores/attempt-rates';
import { controlReaderStore } from '../stores/control-readers';
import { controlStore } from '../stores/controls';
import { degradedModeStore } from '../stores/degraded-modes';
import { type GivenStore, givenStore, placed } from '../stores/testing/given-store';
import { waiverStore } from '../stores/waivers';
import { ControlDesk } from './control-desk';
import { Waivers } from './dead-letter-waivers';

let store: GivenStore;
let isReached = true;
beforeAll(async () => {
  store = await givenStore();
});
afterAll(() => store.drop());

const desk = () =>
  new ControlDesk({
    region: 'east',
    clock,
    controls: controlStore(store.sql),
    readers: controlReaderStore(store.sql),
    modes: degradedModeStore(store.sql),
    rates: attemptRateStore(store.sql),
    audit: store.audit,
    exchange: { tell: async () => isReached },
  });
let clicks = 0;
const asks = (operationId = `click-${String(++clicks).padStart(4, '0')}`): StaffAsked => ({
  staff: { email: 'jo@evident.test', role: 'on-call' },
  operationId,
  requestId: 'req_test',
  traceId: null,
});
const CARDS: Control = { kind: 'pause', scope: { kind: 'method', method: 'card' } };
const PAUSED = { kind: 'pause', paused: true, untilMs: null } as const;
const WHY = 'The bank answers 500, ticket 88213.';
const find = async () => (await desk().view()).switches.find(({ name }) => name === 'payments_paused:method:card');

describe('a switch', () => {
  it('set by a person stands in the view with who, why and when, and in the audit with the click', async () => {
    const click = asks();
    expect(await desk().set(CARDS, PAUSED, 0, WHY, click)).toMatchObject({ kind: 'done' });
    expect(await find()).toMatchObject({ value: PAUSED, reason: WHY, changedBy: 'staff:jo@evident.test' });
    const object = 'control:payments_paused:method:card';
    expect(await store.audit.find({ ...EVERY_ENTRY, object, limit: 1 })).toMatchObject([
      { action: 'payments:pause', operationId: click.operationId, reason: WHY },
    ]);
    const again = await desk().set(CARDS, { ...PAUSED, paused: false }, 1, WHY, click);
    expect(again).toMatchObject({ kind: 'done', text: expect.stringContaining('already') });
    expect(await find()).toMatchObject({ value: PAUSED });
  });

  it('that somebody set first is not set over, and says so', async () => {
    expect(await desk().set(CARDS, { ...PAUSED, paused: false }, 0, WHY, asks())).toMatchObject({
      kind: 'not_done',
      code: 'changed_meanwhile',
    });
    expect(await find()).toMatchObject({ value: PAUSED });
  });

  it('that the other region did not hear is not known yet, kept, and never green there', async () => {
    isReached = false;
    const { version = 0 } = (await find()) ?? {};
    const answer = await desk().set(CARDS, { ...PAUSED, paused: false }, version, WHY, asks());
    expect(answer).toMatchObject({ kind: 'not_known_yet', watch: '/console/controls' });
    const west = (await find())?.acknowledged.find(({ region }) => region === 'west');
    expect(west?.is).toEqual({ kind: 'not_reached', sinceMs: null, lastVersion: 0 });
    isReached = true;
  });

  it('has a history that tells where it stood before', async () => {
    const { changes } = await desk().view();
    expect(changes.map(({ value }) => value)).toEqual([{ ...PAUSED, paused: false }, PAUSED]);
    expect(changes[0]?.before).toEqual(PAUSED);
  });

  it('tells before how many attempts it would touch', async () => {
    await placed(store);
    await store.owner('alter table orders.orders disable trigger user');
    await store.owner('update orders.orders set created_at = now()');
    await store.owner('alter table orders.orders enable trigger user');
    expect(await desk().rates()).toEqual({ perMinute: 0.2, byMethod: { card: 0.2 } });
  });
});

describe('a dead letter', () => {
  const letter = { orderId: 'o', messageId: 'm', consumer: 'mail' };
  const waivers = () => new Waivers({ waivers: waiverStore(store.sql), audit: store.audit });

  it('is waived once, by a person with a reason, and never where it carries money', async () => {
    expect(await waivers().waive(letter, WHY, asks())).toMatchObject({ kind: 'not_done', code: 'no_letter' });
    for (const consumer of ['mail', 'order-owner'])
      await store.app(
        `insert into messaging.dead_letters (order_id, message_id, consumer, reason, attempts) values ('o', 'm', $1, 'no address', 5)`,
        [consumer],
      );
    const click = asks();
    expect(await waivers().waive(letter, WHY, click)).toMatchObject({ kind: 'done' });
    expect(await waivers().waive(letter, WHY, click)).toMatchObject({ kind: 'done' });
    expect(await waivers().waive(letter, WHY, asks())).toMatchObject({ kind: 'not_done' });
    expect(await waivers().waive({ ...letter, consumer: 'order-owner' }, WHY, asks())).toMatchObject({
      code: 'carries_money',
    });
    const kept = await store.app('select waived_by from operations.dead_letter_waivers');
    expect(kept).toEqual([{ waived_by: 'staff:jo@evident.test' }]);
  });
});
