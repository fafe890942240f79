import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../server/sandbox/seeded-random';
import { OrderWatch, type SeenOrder } from './order-watch';
import { choosePayment, SENTINEL_METHODS } from './payment-choice';
import { waitBeforeMs } from './retry-after';
import { percentile, Tally } from './tally';

const seen = (version: number, state: SeenOrder['state'], change: Partial<SeenOrder> = {}): SeenOrder => ({
  order_id: 'ord_1',
  state,
  version,
  reason: null,
  total: { amount_minor: 4_900, currency: 'EUR' },
  ...change,
});
const watched = () => new OrderWatch('ord_1', 4_900);

describe('a shopper’s watch over one order', () => {
  it('has nothing to say while versions rise to one end', () => {
    const watch = watched();
    expect(watch.see(seen(3, 'payment_authorizing'), 0, 202)).toEqual([]);
    expect(watch.see(seen(4, 'payment_pending'), 3, 200)).toEqual([]);
    expect(watch.see(seen(5, 'order_confirmed'), 4, 201)).toEqual([]);
    expect(watch.see(seen(5, 'order_confirmed'), 5, 200)).toEqual([]);
    expect(watch.version).toBe(5);
  });

  it('names a version before the one that the session had seen when it asked', () => {
    const watch = watched();
    watch.see(seen(4, 'payment_pending'), 0, 202);
    expect(watch.see(seen(3, 'payment_authorizing'), 4, 200)).toEqual(['version 3 was shown after version 4']);
    // asked before version 4 was seen: the answers crossed each other
    expect(watch.see(seen(3, 'payment_authorizing'), 0, 200)).toEqual([]);
  });

  it('names two states of one version, a final answer that is taken back, another order and another total', () => {
    const watch = watched();
    watch.see(seen(4, 'order_confirmed'), 0, 201);
    expect(watch.see(seen(4, 'failed_safely'), 4, 200)).toHaveLength(2);
    expect(watch.see(seen(5, 'failed_safely'), 4, 200)).toEqual(['order_confirmed was taken back to failed_safely']);
    expect(watched().see(seen(1, 'payment_pending', { order_id: 'ord_2' }), 0, 202)).toHaveLength(1);
    expect(
      watched().see(seen(1, 'payment_pending', { total: { amount_minor: 1, currency: 'EUR' } }), 0, 202),
    ).toHaveLength(1);
  });

  it('names an answer whose status says more than the record', () => {
    expect(watched().see(seen(4, 'payment_pending'), 0, 201)).toEqual(['answered 201 while payment_pending']);
    expect(watched().see(seen(4, 'payment_pending'), 0, 402)).toEqual(['answered 402 while payment_pending']);
  });
});

describe('the shoppers', () => {
  it('wait as long as they are told, within reason, else a little longer each time', () => {
    expect(waitBeforeMs('2', 1, 0.5)).toBe(2_000);
    expect(waitBeforeMs('0', 9, 0.5)).toBe(0);
    expect(waitBeforeMs('86400', 1, 0.5)).toBe(30_000);
    for (const nonsense of [null, 'soon', '-1']) expect(waitBeforeMs(nonsense, 1, 0.5)).toBeGreaterThan(0);
    expect(waitBeforeMs(null, 6, 0.9)).toBeGreaterThan(waitBeforeMs(null, 1, 0.9));
  });

  it('pay with sentinels as often as asked, the same for the same seed', () => {
    const paid = (share: number) => {
      const random = seededRandom(5);
      return Array.from({ length: 400 }, () => choosePayment(random, share));
    };
    const sentinels = (methods: string[]) =>
      methods.filter((each) => (SENTINEL_METHODS as readonly string[]).includes(each));
    expect(sentinels(paid(0))).toEqual([]);
    expect(sentinels(paid(1))).toHaveLength(400);
    expect(sentinels(paid(0.25)).length).toBeGreaterThan(60);
    expect(paid(0.25)).toEqual(paid(0.25));
  });

  it('are summed up with nearest-rank percentiles and every violation', () => {
    const tally = new Tally();
    for (let ms = 1; ms <= 100; ms++) tally.answered(ms);
    tally.ended('confirmed');
    tally.violated('ord_1', 'went back');
    expect(tally.summary({ seed: 1 })).toMatchObject({
      seed: 1,
      orders: { ended: 1, by_ending: { confirmed: 1 } },
      answer_ms: { p50: 50, p99: 99, max: 100 },
      violations: [{ orderId: 'ord_1', what: 'went back' }],
    });
    expect(percentile([], 50)).toBeNull();
  });
});
