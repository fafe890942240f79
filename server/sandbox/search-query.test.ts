import { expect, test } from 'vitest';
import { parseSearch } from './search-query';

test('given either kind of quotes, when parsed, then the same clause', () => {
  const clause = [{ field: 'metadata', key: 'payment_operation', value: 'pay:A' }];
  expect(parseSearch("metadata['payment_operation']:'pay:A'")).toEqual(clause);
  expect(parseSearch('metadata["payment_operation"]:"pay:A"')).toEqual(clause);
});

test('given clauses joined by AND and an escaped quote, when parsed, then all of them', () => {
  expect(parseSearch(`status:'succeeded' AND metadata['k']:"say \\"x\\""`)).toEqual([
    { field: 'status', value: 'succeeded' },
    { field: 'metadata', key: 'k', value: 'say "x"' },
  ]);
});

test.each(['', 'amount>5', "metadata['a']:'b' OR status:'c'", "status:'a' status:'b'", "status:'open"])(
  'given %s, when parsed, then refused, never half understood',
  (query) => {
    expect(parseSearch(query)).toBeNull();
  },
);
