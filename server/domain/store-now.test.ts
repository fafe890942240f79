import { describe, expect, it } from 'vitest';
import type { PromiseCheck } from './promise-check';
import { type RegionCounts, storeCounts } from './store-now';

const check = (part: Partial<PromiseCheck>): PromiseCheck => ({
  number: 1,
  checkedAtMs: 1_000,
  tookMs: 5,
  orders: 10,
  ordersChecked: 2,
  broken: 0,
  sample: [],
  ...part,
});

const counts = (part: Partial<RegionCounts> = {}): RegionCounts => ({
  unfinished: { total: 0, oldestAtMs: null, oldestPendingAtMs: null, byState: {} },
  cases: { open: 0, pastDue: 0, unclaimed: 0, atRisk: [] },
  messages: { undelivered: 0, oldestAtMs: null, dead: 0 },
  promise: check({}),
  ...part,
});

describe('the counts of the whole store', () => {
  it('are the sums of both regions, and the oldest of each', () => {
    const east = counts({
      unfinished: {
        total: 3,
        oldestAtMs: 70,
        oldestPendingAtMs: 90,
        byState: { payment_pending: 2, inventory_reserved: 1 },
      },
      cases: { open: 2, pastDue: 1, unclaimed: 2, atRisk: [{ amountMinor: 4_900, currency: 'EUR' }] },
      messages: { undelivered: 1, oldestAtMs: 80, dead: 1 },
    });
    const west = counts({
      unfinished: { total: 1, oldestAtMs: 60, oldestPendingAtMs: 60, byState: { payment_pending: 1 } },
      cases: {
        open: 1,
        pastDue: 0,
        unclaimed: 0,
        atRisk: [
          { amountMinor: 100, currency: 'EUR' },
          { amountMinor: 9_000, currency: 'USD' },
        ],
      },
      messages: { undelivered: 4, oldestAtMs: null, dead: 2 },
    });
    expect(storeCounts([east, west])).toMatchObject({
      unfinished: { total: 4, oldestAtMs: 60, byState: { payment_pending: 3, inventory_reserved: 1 } },
      pending: { count: 3, oldestAtMs: 60 },
      cases: {
        open: 3,
        pastDue: 1,
        unclaimed: 2,
        atRisk: [
          { amountMinor: 9_000, currency: 'USD' },
          { amountMinor: 5_000, currency: 'EUR' },
        ],
      },
      messages: { undelivered: 5, oldestAtMs: 80, dead: 3 },
    });
  });

  it('say nothing waits only where nothing does', () => {
    expect(storeCounts([counts(), counts()])).toMatchObject({
      unfinished: { total: 0, oldestAtMs: null },
      pending: { count: 0, oldestAtMs: null },
      messages: { oldestAtMs: null },
    });
  });
});

describe('the promise of the whole store', () => {
  const of = (...checks: readonly (PromiseCheck | null)[]) =>
    storeCounts(checks.map((promise) => counts({ promise }))).promise;

  it('is as old as the older of the two checks, over the orders of both', () => {
    expect(of(check({ checkedAtMs: 9_000 }), check({ checkedAtMs: 4_000, orders: 5 }))).toMatchObject({
      checkedAtMs: 4_000,
      orders: 15,
      ordersChecked: 4,
      broken: 0,
    });
  });

  it('is not checked while one region has not been', () => {
    expect(of(check({}), null)).toBeNull();
    expect(of(null, null)).toBeNull();
  });

  it('is broken where either is, also while the other has not been checked', () => {
    const broken = check({ broken: 1, sample: [{ invariant: 'S3', orderId: 'order-42', why: 'no hold' }] });
    expect(of(null, broken)).toMatchObject({ broken: 1, sample: [{ orderId: 'order-42' }] });
    expect(of(check({}), broken)).toMatchObject({ broken: 1, orders: 20, sample: [{ orderId: 'order-42' }] });
  });
});
