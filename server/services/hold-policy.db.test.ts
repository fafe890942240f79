/** ADR 0009 at its edges, on real records and through the order owner: what an authorization means 1 ms before and after a hold's end. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOLD_POLICY } from '@/server/domain/inventory';
import { freshAtOwner } from '@/server/domain/freshness';
import { orderResource } from '@/server/domain/order-resource';
import { type GivenStore, givenStore, HELD_UNTIL, PAIR, T0 } from '@/server/stores/testing/given-store';
import { EXTENDED_UNTIL, givenHolds } from './testing/given-holds';

const GRACE_MS = HOLD_POLICY.releaseGraceMs;

let store: GivenStore;
let holds: ReturnType<typeof givenHolds>;

beforeAll(async () => {
  store = await givenStore(20);
  holds = givenHolds(store);
});
afterAll(() => store.drop());
beforeEach(async () => {
  // what an earlier test left behind
  await holds.releaseAt(EXTENDED_UNTIL + GRACE_MS);
  for (const sku of ['lamp', 'mug']) await store.setStock(sku, 1_000);
});

const orderOf = async (orderId: string) => (await store.orders.get(orderId)) ?? expect.fail('no such order');
const seenAt = async (orderId: string, nowMs: number) => {
  const status = (await store.orders.status(orderId)) ?? expect.fail('no such order');
  return orderResource(status.order, status.operations, status.lines, {
    region: 'east',
    ownerRegion: 'east',
    nowMs,
    freshness: freshAtOwner('east', nowMs),
    timeZone: 'UTC',
  });
};

async function expectConfirmed(orderId: string) {
  expect(await orderOf(orderId)).toMatchObject({ state: 'order_confirmed', heldUntilMs: null });
  expect(await holds.linesOf(orderId)).toEqual(['committed', 'committed']);
  expect(await holds.operationOf(orderId, 'capture')).toBe(`capture:${orderId}`);
  expect(await holds.operationOf(orderId, 'void')).toBeNull();
}

/** The money came too late: it is sent back, a case is open, and the items are on the shelf. */
async function expectGivenBack(orderId: string, reason = 'hold_gone') {
  expect(await orderOf(orderId)).toMatchObject({ state: 'needs_reconciliation', reason });
  expect(await holds.linesOf(orderId)).toEqual(['released', 'released']);
  expect(await holds.operationOf(orderId, 'void')).toBe(`void:${orderId}:1`);
  expect(await holds.operationOf(orderId, 'capture')).toBeNull();
  const cases = await store.app(`select state from operations.cases where order_id = $1`, [orderId]);
  expect(cases).toContainEqual({ state: 'open' });
}

describe('an authorization that is decided', () => {
  const ends = [
    ['half an hour after the reservation', () => holds.place(), HELD_UNTIL],
    ['half an hour after the last look-up', () => holds.pending(), EXTENDED_UNTIL],
  ] as const;

  describe.each(ends)('at the end of a hold, %s,', (_end, given, endMs) => {
    it('confirms the order 1 ms before it, with every line committed', async () => {
      const orderId = await given();
      expect(await orderOf(orderId)).toMatchObject({ heldUntilMs: endMs });
      const before = await store.available('lamp');
      await holds.authorizedAndDecided(orderId, endMs - 1);
      await expectConfirmed(orderId);
      expect(await store.available('lamp')).toBe(before);
    });

    it.each([0, 1])('is given back %i ms after it, with every line released', async (afterMs) => {
      const orderId = await given();
      const before = await store.available('lamp');
      await holds.authorizedAndDecided(orderId, endMs + afterMs);
      await expectGivenBack(orderId);
      expect(await store.available('lamp')).toBe(before + PAIR.quantity);
    });
  });

  it('is given back when the items went back before, the order having waited on', async () => {
    const orderId = await holds.pending();
    await holds.releaseAt(EXTENDED_UNTIL + GRACE_MS);
    const before = await store.available('lamp');
    await holds.authorizedAndDecided(orderId, EXTENDED_UNTIL + GRACE_MS + 1);
    await expectGivenBack(orderId);
    expect(await store.available('lamp'), 'not a second time').toBe(before);
  });

  it('is given back under reconciliation too, without moving the order', async () => {
    const orderId = await holds.reconciling();
    await holds.releaseAt(EXTENDED_UNTIL + GRACE_MS);
    await holds.authorizedAndDecided(orderId, EXTENDED_UNTIL + GRACE_MS + 1);
    await expectGivenBack(orderId, 'checks_ran_out');
  });

  it('confirms the order under reconciliation as long as its hold stands', async () => {
    const orderId = await holds.reconciling();
    await holds.authorizedAndDecided(orderId, EXTENDED_UNTIL - 1);
    await expectConfirmed(orderId);
  });

  it('is given back once a person released the items, long before the end of the hold', async () => {
    const orderId = await holds.reconciling();
    const before = await store.available('lamp');
    await holds.releaseByPerson(orderId, EXTENDED_UNTIL - 60_000);
    expect(await holds.linesOf(orderId)).toEqual(['released', 'released']);
    expect(await seenAt(orderId, EXTENDED_UNTIL - 30_000)).toMatchObject({ held_until: null });
    await holds.authorizedAndDecided(orderId, EXTENDED_UNTIL - 1_000);
    await expectGivenBack(orderId, 'checks_ran_out');
    await holds.releaseAt(EXTENDED_UNTIL + GRACE_MS);
    expect(await store.available('lamp'), 'once').toBe(before + PAIR.quantity);
  });
});

describe('the last unit', () => {
  it('goes to the next buyer once the hold has ended, and the first one gets the money back', async () => {
    await store.setStock('lamp', PAIR.quantity);
    const first = await holds.pending([PAIR]);
    await expect(holds.place([PAIR]), 'held').rejects.toThrow('out_of_stock');
    await holds.releaseAt(EXTENDED_UNTIL + GRACE_MS);
    const second = await holds.place([PAIR]);
    expect(await store.available('lamp')).toBe(0);
    const amount = { amountMinor: 5_000, currency: 'EUR' };
    await holds.authorizedAndDecided(first, EXTENDED_UNTIL + GRACE_MS + 1, amount);
    // the test's placements are all of T0: the second hold is as old as the first, but it stands
    await holds.authorizedAndDecided(second, HELD_UNTIL - 1, amount);
    expect(await orderOf(first)).toMatchObject({ state: 'needs_reconciliation', reason: 'hold_gone' });
    expect(await holds.operationOf(first, 'void')).toBe(`void:${first}:1`);
    expect(await orderOf(second)).toMatchObject({ state: 'order_confirmed' });
    expect(await store.available('lamp')).toBe(0);
  });
});

describe('uncertainty', () => {
  it('extends a hold that stands, by 1 ms even', async () => {
    const orderId = await holds.place();
    await holds.overdueAt(HELD_UNTIL - 1);
    expect(await orderOf(orderId)).toMatchObject({
      state: 'payment_pending',
      heldUntilMs: HELD_UNTIL - 1 + (EXTENDED_UNTIL - T0 - 2_000),
    });
  });

  it.each([0, 1])('does not bring a hold back that ended %i ms ago', async (agoMs) => {
    const orderId = await holds.place();
    await holds.overdueAt(HELD_UNTIL + agoMs);
    expect(await orderOf(orderId)).toMatchObject({ state: 'payment_pending', heldUntilMs: HELD_UNTIL });
    expect((await store.evidence.list(orderId)).at(-1)?.detail).toMatchObject({ held_until_ms: HELD_UNTIL });
    await holds.authorizedAndDecided(orderId, HELD_UNTIL + agoMs);
    await expectGivenBack(orderId);
  });
});

describe('the customer', () => {
  it('is never told that items are held once they are not', async () => {
    const orderId = await holds.pending();
    expect(await seenAt(orderId, EXTENDED_UNTIL - 1)).toMatchObject({
      held_until: new Date(EXTENDED_UNTIL).toISOString(),
      customer_message: expect.stringContaining('is being confirmed'),
    });
    const ended = {
      held_until: null,
      pay_again: 'not_needed',
      customer_message: expect.stringContaining('Your items are no longer held'),
    };
    expect(await seenAt(orderId, EXTENDED_UNTIL)).toMatchObject(ended);
    await holds.releaseAt(EXTENDED_UNTIL + GRACE_MS);
    expect(await seenAt(orderId, EXTENDED_UNTIL + GRACE_MS)).toMatchObject({ ...ended, state: 'payment_pending' });
  });
});
