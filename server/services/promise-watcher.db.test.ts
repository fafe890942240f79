import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PaymentOutcome } from '@/server/domain/payment';
import type { PromiseCheck } from '@/server/domain/promise-check';
import { systemClock } from '@/server/ports/clock';
import { promiseStore } from '@/server/stores/promise';
import { promiseCheckStore } from '@/server/stores/promise-checks';
import { AUTHORIZED, DECLINED, decisionOf, reportOf } from '@/server/stores/testing/decisions';
import { type GivenStore, givenStore, placed, refusalOf, T0 } from '@/server/stores/testing/given-store';
import { PromiseWatcher } from './promise-watcher';

/** Nothing but what changed: no overlap in time, no rotation over the other orders. */
const STRICT = { overlapMs: 0, rotation: 0 };

let store: GivenStore;

beforeEach(async () => {
  store = await givenStore();
});
afterEach(() => store.drop());

const checks = () => promiseCheckStore(store.sql, 'east');
const watcher = (change: Partial<ConstructorParameters<typeof PromiseWatcher>[0]> = {}) =>
  new PromiseWatcher({
    clock: systemClock,
    promise: promiseStore(store.sql),
    checks: checks(),
    reach: STRICT,
    ...change,
  });
const named = ({ sample }: PromiseCheck) => sample.map(({ invariant, orderId }) => [invariant, orderId]);

/** A claim that a customer was told what never was: breaks S2 by one row that the app itself may write. */
const LIE = `insert into orders.evidence (order_id, lane, kind, observed_at, region, actor, detail)
  values ($1, 'customer', 'customer_told', now(), 'east', 'gateway', '{"state":"order_confirmed","version":9}')`;

/** An order that is final, which no check looks at again unless something is recorded of it. */
async function decided(outcome: PaymentOutcome = AUTHORIZED): Promise<string> {
  const { orderId } = await placed(store);
  await store.operations.record(reportOf(orderId, outcome));
  await store.orders.decide([await decisionOf(store, orderId, outcome)], T0 + 1_000);
  await store.app(
    `with acted as (delete from messaging.deliveries where order_id = $1 and consumer = 'order-owner' returning order_id, consumer, message_id)
     insert into messaging.inbox (order_id, consumer, message_id) select order_id, consumer, message_id from acted`,
    [orderId],
  );
  return orderId;
}

/** Until a check would begin after all that was recorded by now, and look only at what `waits`. */
async function settled(waits = 0): Promise<PromiseCheck> {
  for (const untilMs = Date.now() + 20_000; Date.now() < untilMs; ) {
    const check = await watcher().check();
    if ((await checks().look(0, 0)).orderIds?.length === waits) return check;
  }
  throw new Error('some transaction of the test server does not end');
}

describe('a check looks at what changed', () => {
  let orderId: string;
  beforeEach(async () => {
    for (let i = 0; i < 3; i++) orderId = await decided();
    expect(await settled()).toMatchObject({ broken: 0 });
  });

  it('and finds what breaks the promise there, until it is mended', async () => {
    const quantity = (change: string) =>
      store.owner(`update orders.lines set quantity = quantity ${change} where order_id = $1`, [orderId]);
    await quantity('+ 1');
    expect(await watcher().check(), 'nothing was recorded of it').toMatchObject({ broken: 0 });
    await store.evidence.append([
      {
        orderId,
        lane: 'operator',
        kind: 'note_added',
        observedAtMs: 1,
        region: 'east',
        actor: 'staff:mara@evident.test',
        detail: { text: 'Called.' },
      },
    ]);
    const found = await watcher().check();
    expect(named(found)).toContainEqual(['S12', orderId]);
    expect(found.ordersChecked).toBeLessThan(found.orders);
    // nothing is recorded of it any more, and it stays reported
    for (let i = 0; i < 3; i++) expect(named(await watcher().check())).toContainEqual(['S12', orderId]);
    await quantity('- 1');
    expect(await watcher().check()).toMatchObject({ broken: 0, sample: [] });
  });

  it('and finds in turn what left no record, with its chain', async () => {
    const tamper = (to: string, from: string) =>
      store.database &&
      ownerWithoutTriggers(
        `update orders.evidence set actor = '${to}' where actor = '${from}' and seq = 1 and order_id = '${orderId}'`,
      );
    await tamper('nobody', 'customer');
    const round = async () => {
      const found = [];
      const { orders } = await watcher().check();
      for (let i = 0; i <= orders; i++)
        found.push(...named(await watcher({ reach: { overlapMs: 0, rotation: 1 } }).check()));
      return found;
    };
    expect(await round()).toContainEqual(['S13', orderId]);
    expect(named(await watcher().check()), 'still broken, though its turn is over').toContainEqual(['S13', orderId]);
    await tamper('customer', 'nobody');
    expect(await watcher().check()).toMatchObject({ broken: 0 });
  });
});

async function ownerWithoutTriggers(statement: string): Promise<void> {
  await store.owner('alter table orders.evidence disable trigger evidence_append_only');
  await store.owner(statement);
  await store.owner('alter table orders.evidence enable trigger evidence_append_only');
}

describe('what commits late', () => {
  it('is looked at although it was recorded before checks that ended meanwhile', async () => {
    const late = await decided();
    expect(await settled()).toMatchObject({ broken: 0 });
    const client = await store.appPool.connect();
    try {
      await client.query('begin');
      await client.query(LIE, [late]);
      for (let i = 0; i < 3; i++) {
        // others come and go
        await store.app(`insert into carts.carts (cart_id, region) values ('crt_${late}_${i}', 'east')`);
        expect(await watcher().check(), 'nobody sees it yet').toMatchObject({ broken: 0 });
      }
      await client.query('commit');
    } finally {
      client.release();
    }
    const found = await watcher().check();
    expect(named(found)).toEqual([['S2', late]]);
    expect(found.sample[0]?.why).toContain('never committed');
  });

  it('is counted once, whenever it commits', async () => {
    const counted = async () => (await watcher({ reach: { overlapMs: 50, rotation: 0 } }).check()).orders;
    const client = await store.appPool.connect();
    const rows = async () => (await store.app('select count(*)::int as orders from orders.orders'))[0].orders;
    await settled();
    try {
      await client.query('begin');
      await client.query(`insert into carts.carts (cart_id, region) values ('crt_late', 'east')`);
      for (let i = 0; i < 3; i++) {
        await placed(store);
        expect(await counted()).toBe(await rows());
      }
      await client.query('commit');
    } finally {
      client.release();
    }
    for (let i = 0; i < 3; i++) {
      await placed(store);
      expect(await counted()).toBe(await rows());
    }
    expect(await counted()).toBe(await rows());
  });
});

describe('an order that nobody decides', () => {
  it('breaks S5 by time alone', async () => {
    const { orderId } = await placed(store);
    const authorizedFor = (span: string) =>
      store.owner(
        `update payments.operations set state = 'authorized', provider_reference = 'pi_1', next_check_at = null,
           updated_at = now() - $2::interval where order_id = $1`,
        [orderId, span],
      );
    await authorizedFor('0 s');
    expect(await settled(1)).toMatchObject({ broken: 0 });
    await authorizedFor('61 s');
    expect(named(await watcher().check())).toEqual([['S5', orderId]]);
  });
});

describe('an order in a case', () => {
  it.each([
    ['S5', 'unfinished', async () => (await placed(store)).orderId],
    ['S4', 'failed safely', () => decided(DECLINED)],
  ])('breaks %s when nobody has it any more while it is %s', async (invariant, _state, given) => {
    const orderId = await given();
    await store.owner(
      `update payments.operations set state = 'authorized', provider_reference = 'pi_1', next_check_at = null where order_id = $1 and kind = 'authorize'`,
      [orderId],
    );
    await store.app(
      `insert into operations.cases (order_id, case_id, reason, at_risk_minor, currency, due_at) values ($1, 'case_1', 'hold_gone', 4900, 'EUR', now())`,
      [orderId],
    );
    expect(await settled()).toMatchObject({ broken: 0 });
    await store.app(
      `update operations.cases set state = 'closed', verdict = 'left', closed_at = now() where order_id = $1`,
      [orderId],
    );
    expect(named(await watcher().check())).toEqual([[invariant, orderId]]);
  });
});

describe('the audit', () => {
  const entry = (operationId: string) =>
    store.audit.append({
      actor: 'staff:mara@evident.test',
      role: 'support',
      action: 'orders:note',
      object: 'order-42',
      operationId,
      requestId: null,
      reason: null,
      detail: {},
    });
  const asOwner = async (statement: string) => {
    await store.owner('alter table operations.audit disable trigger audit_append_only');
    await store.owner(statement);
    await store.owner('alter table operations.audit enable trigger audit_append_only');
  };
  const whys = async (rotation: number) => {
    const found = new Set<string>();
    for (let i = 0; i < 4; i++)
      for (const { why } of (await watcher({ reach: { overlapMs: 0, rotation } }).check()).sample) found.add(why);
    return [...found];
  };
  beforeEach(async () => {
    for (let i = 0; i < 5; i++) await entry(`click-${i}`);
    await settled();
  });

  it('is verified from where it was verified, and in turn once more', async () => {
    await asOwner(`update operations.audit set reason = 'another' where seq = 2`);
    expect(await whys(0), 'verified before').toEqual([]);
    expect(await whys(2)).toEqual(['audit 2: does not follow from the entry before it']);
    await asOwner(`update operations.audit set reason = null where seq = 2`);
    expect(await watcher().check()).toMatchObject({ broken: 0 });
  });

  it('misses an end that was cut off', async () => {
    await asOwner('create table public.cut as select * from operations.audit where seq = 5');
    await asOwner('delete from operations.audit where seq = 5');
    expect(await whys(0)).toEqual(['audit 5: is gone']);
    await asOwner('alter table operations.audit disable trigger audit_chain');
    await asOwner('insert into operations.audit select * from public.cut');
    await asOwner('alter table operations.audit enable trigger audit_chain');
    expect(await watcher().check()).toMatchObject({ broken: 0 });
  });
});

describe('a region’s check', () => {
  const rows = async () => (await store.app('select count(*)::int as rows from operations.promise_checks'))[0].rows;

  it('is run by one of its workers a minute', async () => {
    const workers = Array.from({ length: 6 }, () => watcher());
    const ran = await Promise.all(workers.map((worker) => worker.checkWhenDue()));
    expect(ran.filter((check) => check !== null)).toHaveLength(1);
    expect(await rows()).toBe(1);
    expect(await watcher().checkWhenDue(), 'not due').toBeNull();
    await store.owner(`update operations.promise_turns set due_at = now() - interval '1 second'`);
    expect(await watcher().checkWhenDue()).toMatchObject({ broken: 0 });
  });

  it('is kept once when two ran at the same time', async () => {
    const [one, two] = [await checks().look(0, 0), await checks().look(0, 0)];
    const result = {
      tookMs: 1,
      ordersChecked: 0,
      broken: 0,
      sample: [],
      brokenOrders: [],
      auditHolds: true,
      complete: true,
    };
    expect([await checks().record(one, result), await checks().record(two, result)]).toEqual([true, false]);
  });

  it('that fails leaves the last one to grow old, and never counts as sound', async () => {
    await placed(store);
    const before = await settled(1);
    const promise = { ...promiseStore(store.sql), brokenAmong: () => Promise.reject(new Error('out of memory')) };
    await expect(watcher({ promise }).check()).rejects.toThrow('out of memory');
    expect(await checks().newest()).toEqual(before);
  });

  it('that found more than it names looks at everything again', async () => {
    await settled();
    const look = await checks().look(0, 0);
    const result = { tookMs: 1, ordersChecked: 0, broken: 1, sample: [{ invariant: 'S1', orderId: 'x', why: 'y' }] };
    await checks().record(look, { ...result, brokenOrders: ['x'], auditHolds: true, complete: false });
    expect(await checks().look(0, 0)).toMatchObject({ orderIds: null, stillBroken: ['x'] });
  });

  it('is changed and deleted by nobody, and forgotten after a month of minutes', async () => {
    await watcher().check();
    for (const statement of [
      'update operations.promise_checks set broken = 0',
      'delete from operations.promise_checks',
    ])
      expect(await refusalOf(store.app(statement))).toMatchObject({ code: '42501' });
    expect(await refusalOf(store.owner('update operations.promise_checks set took_ms = 0'))).toMatchObject({
      code: 'EV005',
    });
    const ages = async () =>
      (await store.app('select min(number) as oldest, max(number) as newest from operations.promise_checks'))[0];
    const { newest } = await ages();
    await store.owner(
      `insert into operations.promise_checks select (jsonb_populate_record(c, jsonb_build_object('number', 43200 + $1::int))).*
       from operations.promise_checks c where number = $1`,
      [newest],
    );
    expect(await ages()).toEqual({ oldest: 43_200 + newest, newest: 43_200 + newest });
  });
});
