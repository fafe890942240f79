import { describe, expect, it } from 'vitest';
import { isTouched, toldKey } from './told-queries';

const keyOf = (path: string, input?: object) => {
  const key = toldKey([path.split('.'), { input, type: 'query' }]);
  if (key === null) throw new Error(`${path} is told nothing`);
  return key;
};
const changed = (topics: readonly ('orders' | 'cases' | 'mode' | 'reach')[], orders: readonly string[] | null = []) =>
  ({ kind: 'changed', topics, orders, isWhole: true }) as const;

describe('what a page reads anew', () => {
  it('is the order that is named, and no other', () => {
    const order = keyOf('support.orders.get', { orderId: 'order-42' });
    expect(isTouched(order, changed(['orders'], ['order-42']))).toBe(true);
    expect(isTouched(order, changed(['orders'], ['order-43']))).toBe(false);
    expect(isTouched(order, changed(['orders'], null))).toBe(true);
  });

  it('is a list or a figure of what changed', () => {
    expect(isTouched(keyOf('support.orders.search', { q: 'a' }), changed(['orders'], ['order-42']))).toBe(true);
    expect(isTouched(keyOf('cases.queue'), changed(['orders'], ['order-42']))).toBe(false);
    expect(isTouched(keyOf('cases.queue'), changed(['cases']))).toBe(true);
    // a report of hours is not read anew for each case
    expect(isTouched(keyOf('cases.ambiguity'), changed(['cases']))).toBe(false);
    expect(isTouched(keyOf('onCall.mode.glance'), changed(['mode']))).toBe(true);
  });

  it('is everything that is told, once somebody looks again or a region is reached again', () => {
    for (const path of ['support.orders.get', 'support.now.overview', 'onCall.controls.view', 'cases.ambiguity'])
      for (const news of [{ kind: 'watching', isWhole: true } as const, changed(['reach'])])
        expect(isTouched(keyOf(path, { orderId: 'order-42' }), news), path).toBe(true);
  });

  it('is nothing for a pulse, and never what was read once on purpose', () => {
    expect(isTouched(keyOf('support.now.overview'), { kind: 'pulse', isWhole: true })).toBe(false);
    expect(toldKey([['support', 'orders', 'evidencePack'], { input: { orderId: 'order-42' } }])).toBeNull();
    expect(toldKey(['theme'])).toBeNull();
  });
});
