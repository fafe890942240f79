import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { verifyChain } from '@/server/domain/evidence-chain';
import { HOLD_POLICY } from '@/server/domain/inventory';
import { promiseStore } from '@/server/stores/promise';
import { DECLINED, reportOf } from '@/server/stores/testing/decisions';
import { type GivenStore, givenStore, HELD_UNTIL, PAIR, T0 } from '@/server/stores/testing/given-store';
import { sha256 } from './sha256';
import { EXTENDED_UNTIL, givenHolds } from './testing/given-holds';

const GRACE_MS = HOLD_POLICY.releaseGraceMs;
const RELEASED_AT = EXTENDED_UNTIL + GRACE_MS;

let store: GivenStore;
let holds: ReturnType<typeof givenHolds>;
let units: number[];

beforeAll(async () => {
  store = await givenStore(24);
  holds = givenHolds(store);
});
afterAll(() => store.drop());
const unitsNow = () => Promise.all(['mug', 'lamp'].map((sku) => holds.unitsOf(sku)));
beforeEach(async () => {
  // what an earlier test left behind
  while ((await holds.releaseAt(RELEASED_AT)).released > 0);
  units = await unitsNow();
});

const releasedRows = async (orderId: string) =>
  (await store.evidence.list(orderId)).filter(({ kind }) => kind === 'hold_released');

describe('an ended hold', () => {
  it.each([
    ['payment_authorizing', () => holds.place(), HELD_UNTIL],
    ['payment_pending', () => holds.pending(), EXTENDED_UNTIL],
    ['needs_reconciliation', () => holds.reconciling(), EXTENDED_UNTIL],
  ])('of an order in %s is given back after its grace, once, and the order stays', async (state, given, endMs) => {
    const orderId = await given();
    const before = await store.orders.get(orderId);
    expect(before?.state).toBe(state);
    const shelf = await store.available('lamp');
    expect(await holds.releaseAt(endMs + GRACE_MS - 1)).toEqual({ released: 0, fenced: [] });
    expect(await holds.linesOf(orderId)).toEqual(['held', 'held']);
    expect(await holds.releaseAt(endMs + GRACE_MS)).toEqual({ released: 1, fenced: [] });
    expect(await holds.linesOf(orderId)).toEqual(['released', 'released']);
    expect(await holds.releaseAt(endMs + GRACE_MS + 1)).toEqual({ released: 0, fenced: [] });
    expect(await store.available('lamp')).toBe(shelf + PAIR.quantity);
    expect(await unitsNow()).toEqual(units);
    expect(await store.orders.get(orderId)).toEqual(before);
    const [row, ...others] = await releasedRows(orderId);
    expect(row).toMatchObject({
      lane: 'inventory',
      observedAtMs: endMs + GRACE_MS,
      orderVersion: null,
      detail: { why: 'the hold ended', skus: '2 × lamp, 1 × mug' },
    });
    expect(others).toEqual([]);
    expect(verifyChain(await store.evidence.list(orderId), sha256)).toMatchObject({ ok: true });
  });

  it('breaks no rule of the promise, and one that went back before its end does', async () => {
    const orderId = await holds.pending();
    await holds.releaseAt(RELEASED_AT);
    const broken = async () =>
      (await promiseStore(store.sql).brokenAmong([orderId], 9)).filter(({ invariant }) => invariant === 'S6');
    expect(await broken()).toEqual([]);
    await store.owner(
      `update inventory.reservations set settled_at = held_until - interval '1 millisecond' where order_id = $1`,
      [orderId],
    );
    expect(await broken()).toHaveLength(2);
  });

  it('is left alone while it stands, when it is committed, and when its order is final', async () => {
    const [standing, confirmed, declined] = [await holds.pending(), await holds.pending(), await holds.place()];
    await holds.authorizedAndDecided(confirmed, EXTENDED_UNTIL - 1);
    await store.operations.record(reportOf(declined, DECLINED, { nowMs: T0 + 1_000, nextCheckAtMs: null }));
    await holds.decideAt(HELD_UNTIL - 1);
    const shelf = await store.available('lamp');
    expect(await holds.releaseAt(EXTENDED_UNTIL - 1)).toMatchObject({ released: 0 });
    expect(await holds.linesOf(standing)).toEqual(['held', 'held']);
    expect(await holds.releaseAt(RELEASED_AT)).toMatchObject({ released: 1 });
    expect(await holds.linesOf(confirmed)).toEqual(['committed', 'committed']);
    expect(await holds.linesOf(declined)).toEqual(['released', 'released']);
    expect(await store.available('lamp')).toBe(shelf + PAIR.quantity);
  });
});

describe('a release and a confirmation of one order', () => {
  const TRIES = 12;

  /** Either all of it or nothing of it, and no unit lost or made. */
  async function expectOneOutcome(orderIds: readonly string[]) {
    const outcomes = [];
    for (const orderId of orderIds) {
      const order = await store.orders.get(orderId);
      const confirmed = order?.state === 'order_confirmed';
      expect([order?.state, order?.reason]).toEqual(
        confirmed ? ['order_confirmed', null] : ['needs_reconciliation', 'hold_gone'],
      );
      expect(await holds.linesOf(orderId)).toEqual(Array(2).fill(confirmed ? 'committed' : 'released'));
      expect(await holds.operationOf(orderId, 'void')).toBe(confirmed ? null : `void:${orderId}:1`);
      expect(await releasedRows(orderId)).toHaveLength(confirmed ? 0 : 1);
      outcomes.push(confirmed);
    }
    expect(await unitsNow()).toEqual(units);
    return outcomes;
  }

  it('leave one outcome, whichever comes first, and when they meet', { timeout: 120_000 }, async () => {
    // the keeper's clock is fast by more than the grace: only the records decide now
    const release = () => holds.releaseAt(RELEASED_AT);
    const confirm = () => holds.decideAt(EXTENDED_UNTIL - 1);
    const met: boolean[] = [];
    for (let tries = 0; tries < TRIES; tries++) {
      const orderIds = await Promise.all(Array.from({ length: 6 }, () => holds.pending()));
      for (const orderId of orderIds) await holds.authorized(orderId, EXTENDED_UNTIL - 1);
      const jobs = tries % 2 === 0 ? [release(), confirm(), release()] : [confirm(), release(), release()];
      await Promise.all(jobs);
      await confirm();
      met.push(...(await expectOneOutcome(orderIds)));
    }
    expect(met).toHaveLength(6 * TRIES);
  });

  it('that waited for a release under way finds its lines gone, and sends the money back', async () => {
    const orderId = await holds.pending();
    await holds.authorized(orderId, EXTENDED_UNTIL - 1);
    // the release has the order and its lines, and waits for the stock of one of them
    const stock = await locked(`select 1 from inventory.stock where sku = $1 for update`, 'mug');
    const released = holds.releaseAt(RELEASED_AT);
    await untilWaiting(1);
    const confirmed = holds.decideAt(EXTENDED_UNTIL - 1);
    await untilWaiting(2);
    await stock.let();
    expect(await released).toMatchObject({ released: 1 });
    await confirmed;
    expect(await expectOneOutcome([orderId])).toEqual([false]);
  });

  it('finds its lines gone in a batch with others that stand, which are confirmed', async () => {
    const orderIds = (await Promise.all([holds.pending(), holds.pending()])).sort();
    for (const orderId of orderIds) await holds.authorized(orderId, EXTENDED_UNTIL - 1);
    const [standing] = orderIds;
    const [order, stock] = [
      await locked('select 1 from orders.orders where order_id = $1 for update', standing),
      await locked(`select 1 from inventory.stock where sku = $1 for update`, 'mug'),
    ];
    // it skips the one that is locked, and waits with the other's lines
    const released = holds.releaseAt(RELEASED_AT);
    await untilWaiting(1);
    const confirmed = holds.decideAt(EXTENDED_UNTIL - 1);
    await untilWaiting(2);
    await order.let();
    // now the batch waits for the other order
    await untilWaiting(2);
    await stock.let();
    expect(await released).toMatchObject({ released: 1 });
    await confirmed;
    expect(await expectOneOutcome(orderIds)).toEqual([true, false]);
  });

  it('that is under way is not waited for: the release skips its order', async () => {
    const orderId = await holds.pending();
    await holds.authorized(orderId, EXTENDED_UNTIL - 1);
    // the confirmation has the order and its lines, and waits for the chain of its evidence
    const chain = await locked('select pg_advisory_xact_lock(4218, hashtext($1))', orderId);
    const confirmed = holds.decideAt(EXTENDED_UNTIL - 1);
    await untilWaiting(1);
    expect(await holds.releaseAt(RELEASED_AT)).toEqual({ released: 0, fenced: [] });
    await chain.let();
    await confirmed;
    expect(await expectOneOutcome([orderId])).toEqual([true]);
    expect(await holds.releaseAt(RELEASED_AT)).toMatchObject({ released: 0 });
  });

  const open: { let(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const lock of open) await lock.let();
  });

  /** What another transaction holds, until it is let go. */
  async function locked(text: string, value: string) {
    const blocker = await store.appPool.connect();
    await blocker.query('begin');
    await blocker.query(text, [value]);
    let held = true;
    const lock = {
      async let() {
        if (!held) return;
        held = false;
        await blocker.query('commit');
        blocker.release();
      },
    };
    open.push(lock);
    return lock;
  }

  async function untilWaiting(sessions: number) {
    await vi.waitFor(async () => {
      const [row] = await store.app(
        `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(row.waiting).toBe(sessions);
    }, 20_000);
  }
});

describe('two workers', () => {
  it('give each hold back once between them', async () => {
    for (let tries = 0; tries < 5; tries++) {
      const orderIds = await Promise.all(Array.from({ length: 10 }, () => holds.pending()));
      const shelf = await store.available('lamp');
      const results = await Promise.all([1, 2, 3].map(() => holds.releaseAt(RELEASED_AT)));
      expect(results.reduce((sum, { released }) => sum + released, 0)).toBe(10);
      for (const orderId of orderIds) expect(await releasedRows(orderId)).toHaveLength(1);
      expect(await store.available('lamp')).toBe(shelf + 10 * PAIR.quantity);
      expect(await unitsNow()).toEqual(units);
    }
  });

  it('of which one has lost its shard: that one gives nothing back and learns it', async () => {
    const orderId = await holds.pending();
    const before = await holds.held();
    const shard = (await store.orders.get(orderId))?.shard ?? -1;
    await store.app(`select * from orders.take_shard($1, 'east', 'new', 1)`, [shard]);
    expect(await holds.releaseAt(RELEASED_AT, before)).toEqual({ released: 0, fenced: [shard] });
    expect(await holds.linesOf(orderId)).toEqual(['held', 'held']);
    expect(await holds.releaseAt(RELEASED_AT)).toMatchObject({ released: 1 });
  });

  it('never touch what another region owns', async () => {
    const orderId = await holds.pending();
    const west = new Map(
      (await store.shards.list()).filter(({ region }) => region === 'west').map((row) => [row.shard, row.epoch]),
    );
    expect(await holds.releaseAt(RELEASED_AT, west)).toEqual({ released: 0, fenced: [] });
    expect(await holds.linesOf(orderId)).toEqual(['held', 'held']);
  });
});
