import { expect, it } from 'vitest';
import { withRange } from './queue-range';

it('takes both ends and what is between them, downwards and upwards, and keeps what was chosen', () => {
  const order = ['a', 'b', 'c', 'd', 'e'];
  expect([...withRange(new Set(['a']), order, 'c', 'e')]).toEqual(['a', 'c', 'd', 'e']);
  expect([...withRange(new Set(), order, 'd', 'b')]).toEqual(['b', 'c', 'd']);
});
