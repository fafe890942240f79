import { describe, expect, it } from 'vitest';
import { both, changeBetween, type DeskMarks, isChange, MOST_NAMED, NEWS_TOPICS, NO_CHANGE } from './desk-news';
import { NO_MARKS } from './desk-news.examples';

const marks = (change: Partial<DeskMarks['marks']> = {}, orders: DeskMarks['orders'] = {}): DeskMarks => ({
  orders,
  marks: { ...NO_MARKS, cases: '1', audit: '1', controls: '1', promise: '1', ...change },
});

describe('what changed between two looks', () => {
  it('is nothing where nothing moved, and where an order has only grown quiet', () => {
    expect(isChange(changeBetween(marks(), marks()))).toBe(false);
    expect(isChange(changeBetween(marks({}, { a: 3 }), marks()))).toBe(false);
    expect(isChange(changeBetween(marks({}, { a: 3 }), marks({}, { a: 3 })))).toBe(false);
  });

  it('is nothing of a list that an older build in the other region does not tell of', () => {
    const { letters: _untold, ...older } = marks().marks;
    const told = { orders: {}, marks: older as DeskMarks['marks'] };
    expect(isChange(changeBetween(told, told))).toBe(false);
  });

  it('names the orders with new evidence, and each list that moved', () => {
    expect(changeBetween(marks({}, { a: 3, b: 1 }), marks({ cases: '2' }, { a: 4, b: 1, c: 1 }))).toEqual({
      topics: ['orders', 'cases'],
      orders: ['a', 'c'],
    });
    expect(changeBetween(marks({ mode: null }), marks({ mode: '1' })).topics).toEqual(['mode']);
  });

  it('is any order where there are more than are named', () => {
    expect(changeBetween(marks(), marks({}, null))).toEqual({ topics: ['orders'], orders: null });
    expect(changeBetween(marks({}, null), marks({}, { a: 1 })).orders).toEqual(['a']);
  });

  it('says once that a region is not reached, and that anything may have changed when it is again', () => {
    expect(changeBetween(marks(), null)).toEqual({ topics: ['reach'], orders: [] });
    expect(changeBetween(null, null)).toEqual(NO_CHANGE);
    expect(changeBetween(null, marks())).toEqual({ topics: NEWS_TOPICS, orders: null });
  });
});

describe('two changes in one', () => {
  it('are told once each', () => {
    expect(both({ topics: ['mode'], orders: ['a'] }, { topics: ['orders', 'mode'], orders: ['a', 'b'] })).toEqual({
      topics: ['orders', 'mode'],
      orders: ['a', 'b'],
    });
  });

  it('name no more orders than one does', () => {
    const many = Array.from({ length: MOST_NAMED + 1 }, (_, n) => `ord_${n}`);
    expect(both({ topics: ['orders'], orders: many }, NO_CHANGE).orders).toBeNull();
    expect(both({ topics: [], orders: null }, NO_CHANGE).orders).toBeNull();
  });
});
