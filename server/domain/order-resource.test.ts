import { describe, expect, it } from 'vitest';
import type { OrderRecord } from './order-record';
import { freshAtOwner } from './freshness';
import { orderResource } from './order-resource';

const HELD_UNTIL = Date.UTC(2026, 10, 22, 12, 30);

const order: OrderRecord = {
  orderId: 'order-42',
  shard: 7,
  region: 'east',
  reference: '00000-00000-0',
  state: 'payment_pending',
  version: 4,
  reason: 'deadline_passed',
  ownerEpoch: 1,
  total: { amountMinor: 4_900, currency: 'EUR' },
  email: 'ada@example.test',
  cartId: 'crt_e_1',
  cartVersion: 1,
  paymentMethod: 'pm_card_visa',
  payloadFingerprint: 'f'.repeat(64),
  statusTokenHash: '0'.repeat(64),
  heldUntilMs: HELD_UNTIL,
  deadlineAtMs: HELD_UNTIL - 1_798_000,
  createdAtMs: HELD_UNTIL - 1_800_000,
  updatedAtMs: HELD_UNTIL - 1_798_000,
};
const seen = (change: Partial<OrderRecord>, nowMs: number) =>
  orderResource({ ...order, ...change }, [], [], {
    region: 'east',
    ownerRegion: 'east',
    nowMs,
    freshness: freshAtOwner('east', nowMs),
    timeZone: 'UTC',
  });

describe('what the outside sees of a hold', () => {
  it.each([
    ['1 ms before its end', {}, HELD_UNTIL - 1, '2026-11-22T12:30:00.000Z'],
    ['at its end', {}, HELD_UNTIL, null],
    ['1 ms after its end', {}, HELD_UNTIL + 1, null],
    ['once nothing is held', { heldUntilMs: null }, HELD_UNTIL - 1, null],
  ])('%s', (_when, change, nowMs, heldUntil) => {
    const { customer_message, held_until } = seen(change, nowMs);
    expect(held_until).toBe(heldUntil);
    expect(/no longer held/.test(customer_message)).toBe(heldUntil === null);
  });

  it('is never a promise past its end, for an intent that waits', () => {
    expect(seen({ state: 'inventory_reserved' }, HELD_UNTIL).customer_message).not.toMatch(/held until/);
  });
});
