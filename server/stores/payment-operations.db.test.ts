import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PaymentOutcome } from '@/server/domain/payment';
import { AUTHORIZED, DECLINED, footprint, reportOf, UNKNOWN } from './testing/decisions';
import { type GivenStore, givenStore, placed, T0 } from './testing/given-store';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore(20);
});
afterAll(() => store.drop());

const VOIDED: PaymentOutcome = { kind: 'voided', providerReference: 'pi_1' };
const PROCESSING: PaymentOutcome = { kind: 'processing', providerReference: 'pi_1' };
const operationOf = async (orderId: string) => (await store.operations.list(orderId))[0];

describe('recording what the provider said', () => {
  it('tells the order’s owner once, however often the same webhook comes', async () => {
    const { orderId } = await placed(store);
    const report = reportOf(orderId, AUTHORIZED, { eventId: 'evt_1' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => store.operations.record(report)));
    expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'duplicate')).toHaveLength(19);
    expect(await footprint(store, orderId)).toMatchObject({
      'payments.provider_events': 1,
      'orders.evidence': 5,
      'messaging.outbox': 1,
      'messaging.deliveries': 1,
    });
  });

  it('keeps evidence of a second witness of the same fact, and tells nobody again', async () => {
    const { orderId } = await placed(store);
    expect(await store.operations.record(reportOf(orderId, AUTHORIZED, { eventId: 'evt_1' }))).toBe('taken');
    expect(await store.operations.record(reportOf(orderId, AUTHORIZED))).toBe('known');
    expect(await footprint(store, orderId)).toMatchObject({ 'orders.evidence': 6, 'messaging.outbox': 1 });
  });

  const ORDERINGS: readonly (readonly [string, readonly PaymentOutcome[], string])[] = [
    ['unknown after authorized', [AUTHORIZED, UNKNOWN], 'authorized'],
    ['processing after authorized', [AUTHORIZED, PROCESSING], 'authorized'],
    ['declined after authorized', [AUTHORIZED, DECLINED], 'authorized'],
    ['authorized after void', [VOIDED, AUTHORIZED], 'voided'],
    ['authorized after unknown', [UNKNOWN, AUTHORIZED], 'authorized'],
    ['authorized after never accepted', [{ kind: 'never_accepted' }, AUTHORIZED], 'authorized'],
    ['unknown after declined', [DECLINED, UNKNOWN], 'declined'],
  ];
  it.each(ORDERINGS)('%s stands as what is known for certain', async (_name, outcomes, state) => {
    const { orderId } = await placed(store);
    for (const outcome of outcomes) await store.operations.record(reportOf(orderId, outcome));
    expect((await operationOf(orderId))?.state).toBe(state);
  });

  it('ends the same whatever the order in which concurrent reports arrive', async () => {
    const { orderId } = await placed(store);
    const outcomes = [UNKNOWN, AUTHORIZED, PROCESSING, AUTHORIZED, UNKNOWN, DECLINED, PROCESSING];
    await Promise.all(
      outcomes.map((outcome, n) => store.operations.record(reportOf(orderId, outcome, { eventId: `evt_${n}` }))),
    );
    expect((await operationOf(orderId))?.state).toBe('authorized');
    const told = await store.app(
      `select count(*)::int as n from messaging.outbox where order_id = $1 and schema = 'payment_authorized'`,
      [orderId],
    );
    expect(told).toEqual([{ n: 1 }]);
  });

  it('does not plan a look-up again for what is settled', async () => {
    const { orderId } = await placed(store);
    await store.operations.record(reportOf(orderId, AUTHORIZED, { nextCheckAtMs: null }));
    await store.operations.record(reportOf(orderId, UNKNOWN, { nextCheckAtMs: T0 + 9_000 }));
    expect(await operationOf(orderId)).toMatchObject({ state: 'authorized', nextCheckAtMs: null });
  });

  it('leaves an authorization as old as it is, however often it is heard of again', async () => {
    const { orderId } = await placed(store);
    await store.operations.record({ ...reportOf(orderId, UNKNOWN), nowMs: T0 + 1_000 });
    expect(await operationOf(orderId)).toMatchObject({ updatedAtMs: T0 + 1_000 });
    await store.operations.record({ ...reportOf(orderId, AUTHORIZED), nowMs: T0 + 2_000 });
    // a look-up by a person, a webhook that comes late, one that comes out of order
    await store.operations.record({ ...reportOf(orderId, AUTHORIZED), nowMs: T0 + 30_000 });
    await store.operations.record({ ...reportOf(orderId, AUTHORIZED, { eventId: 'evt_late' }), nowMs: T0 + 40_000 });
    await store.operations.record({ ...reportOf(orderId, PROCESSING, { eventId: 'evt_early' }), nowMs: T0 + 50_000 });
    expect(await operationOf(orderId)).toMatchObject({ state: 'authorized', updatedAtMs: T0 + 2_000 });
  });

  it('stores a genuine event of an order that is not here, and changes nothing else', async () => {
    expect(await store.operations.record(reportOf('ord_elsewhere', AUTHORIZED, { eventId: 'evt_9' }))).toBe(
      'no_such_operation',
    );
    expect(await footprint(store, 'ord_elsewhere')).toMatchObject({
      'payments.provider_events': 1,
      'orders.evidence': 0,
      'messaging.outbox': 0,
    });
  });
});

describe('reports of many orders at once', () => {
  it('are each recorded for their own order, whatever is said of the others', async () => {
    const orders = await Promise.all(Array.from({ length: 40 }, () => placed(store)));
    const said = [AUTHORIZED, DECLINED, UNKNOWN, PROCESSING] as const;
    const outcomeOf = (at: number) => said[at % said.length] ?? AUTHORIZED;
    const answers = await Promise.all(
      orders.flatMap(({ orderId }, at) => [
        store.operations.record(reportOf(orderId, outcomeOf(at), { eventId: `evt_${at}` })),
        store.operations.record(reportOf(orderId, outcomeOf(at), { eventId: `evt_${at}` })),
      ]),
    );
    expect(answers).toEqual(orders.flatMap(() => ['taken', 'duplicate']));
    for (const [at, { orderId }] of orders.entries()) {
      expect((await operationOf(orderId))?.state).toBe(outcomeOf(at).kind);
      expect(await footprint(store, orderId)).toMatchObject({
        'payments.provider_events': 1,
        'orders.evidence': 5,
        'messaging.outbox': 1,
        'messaging.deliveries': 1,
      });
    }
  });

  it('do not fail with the one among them that the database refuses, and leave nothing of that one', async () => {
    const orders = await Promise.all(Array.from({ length: 12 }, () => placed(store)));
    const answers = await Promise.allSettled(
      orders.map(({ orderId }, at) => {
        const report = reportOf(orderId, AUTHORIZED, { eventId: `evt_${at}` });
        return store.operations.record(at === 5 ? { ...report, providerReference: null } : report);
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(orders.map((_, at) => (at === 5 ? 'rejected' : 'fulfilled')));
    const refused = orders[5]?.orderId ?? '';
    expect((await operationOf(refused))?.state).toBe('intended');
    expect(await footprint(store, refused)).toMatchObject({ 'payments.provider_events': 0, 'messaging.outbox': 0 });
    const known = orders.filter((_, at) => at !== 5);
    for (const { orderId } of known) expect((await operationOf(orderId))?.state).toBe('authorized');
  });
});

describe('claiming due work', () => {
  const DUE = T0 + 4_000;
  beforeEach(() => store.app('update payments.operations set next_check_at = null'));

  it('gives each operation to one of two workers', async () => {
    const intents = await Promise.all(Array.from({ length: 20 }, () => placed(store)));
    const claims = await Promise.all(
      Array.from({ length: 8 }, () => store.operations.claimDue(['authorize'], DUE, 20_000, 5)),
    );
    const claimed = claims.flat().map(({ orderId }) => orderId);
    expect(new Set(claimed).size).toBe(claimed.length);
    const rest = await store.operations.claimDue(['authorize'], DUE, 20_000, 100);
    expect(new Set([...claimed, ...rest.map(({ orderId }) => orderId)])).toEqual(
      new Set(intents.map(({ orderId }) => orderId)),
    );
  });

  it('passes over what another worker is claiming at this moment', async () => {
    const { orderId } = await placed(store);
    const other = await store.appPool.connect();
    await other.query('begin');
    await other.query('select 1 from payments.operations where order_id = $1 for update', [orderId]);
    expect(await store.operations.claimDue(['authorize'], DUE, 20_000, 5)).toEqual([]);
    await other.query('rollback');
    other.release();
    expect(await store.operations.claimDue(['authorize'], DUE, 20_000, 5)).toHaveLength(1);
  });

  it('gives a dead claimer’s work again when its lease is over, and not before', async () => {
    await placed(store);
    const claim = (nowMs: number) => store.operations.claimDue(['authorize'], nowMs, 20_000, 5);
    expect(await claim(DUE - 1)).toEqual([]);
    expect(await claim(DUE)).toMatchObject([{ checksDone: 1 }]);
    expect(await claim(DUE + 19_999)).toEqual([]);
    expect(await claim(DUE + 20_000)).toMatchObject([{ checksDone: 2 }]);
  });

  it('does not give work of another kind', async () => {
    await placed(store);
    expect(await store.operations.claimDue(['capture', 'void', 'refund'], DUE, 20_000, 5)).toEqual([]);
  });

  it('brings forward those of which nobody knows, the soonest first; none that was sent lately, is claimed, or is known', async () => {
    const HOUR = 3_600_000;
    const planned = async (inMs: number, sentAgoMs: number) => {
      const { orderId } = await placed(store);
      await store.owner(
        `update payments.operations set last_send_at = to_timestamp($2::float8 / 1000), next_check_at = to_timestamp($3::float8 / 1000) where order_id = $1`,
        [orderId, T0 - sentAgoMs, T0 + inMs],
      );
      return orderId;
    };
    const [later, soon, latest] = [
      await planned(2 * HOUR, HOUR),
      await planned(HOUR, HOUR),
      await planned(3 * HOUR, HOUR),
    ];
    const sentLately = await planned(HOUR, 1_000);
    const claimed = await planned(20_000, HOUR);
    const known = await planned(HOUR, HOUR);
    await store.operations.record(reportOf(known, PROCESSING, { nextCheckAtMs: T0 + HOUR }));
    const bring = () => store.operations.bringForward(T0 - 60_000, T0 + 20_000, T0, 2);
    const due = async () =>
      (await store.operations.claimDue(['authorize'], T0, 1, 10)).map(({ orderId }) => orderId).sort();
    expect(await bring()).toBe(2);
    expect(await due()).toEqual([later, soon].sort());
    expect(await bring()).toBe(1);
    expect(await due()).toContain(latest);
    expect(await bring()).toBe(0);
    for (const orderId of [sentLately, claimed, known])
      expect((await operationOf(orderId))?.nextCheckAtMs).toBeGreaterThan(T0);
  });

  it('brings only an open operation forward', async () => {
    const { orderId } = await placed(store);
    expect(await store.operations.checkNow(orderId, `pay:${orderId}`, T0)).toBe(true);
    await store.operations.record(reportOf(orderId, AUTHORIZED, { nextCheckAtMs: null }));
    expect(await store.operations.checkNow(orderId, `pay:${orderId}`, T0)).toBe(false);
    expect(await store.operations.claimDue(['authorize'], DUE, 1, 5)).toEqual([]);
  });
});
