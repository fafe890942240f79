import { describe, expect, test } from 'vitest';
import { recommend } from './recommendation';

const product = (sku: string, category: string, available = 5) => ({ sku, category, available });

describe('recommendations', () => {
  const shelf = [
    product('kettle', 'kitchen'),
    product('bowl', 'kitchen'),
    product('plate', 'table'),
    product('lamp', 'light'),
  ];

  test('take one of each shelf before a second of any', () => {
    expect(recommend(shelf, 0, 3)).toEqual(['kettle', 'plate', 'lamp']);
  });

  test('never name what is sold out', () => {
    expect(recommend([product('kettle', 'kitchen', 0), product('lamp', 'light')], 3, 4)).toEqual(['lamp']);
    expect(recommend([], 1, 4)).toEqual([]);
  });

  test('turn from day to day and stay within a day', () => {
    expect(recommend(shelf, 1, 3)).toEqual(recommend(shelf, 1, 3));
    expect(recommend(shelf, 1, 3)).not.toEqual(recommend(shelf, 0, 3));
  });
});
