import { expect, test } from 'vitest';
import { parseForm } from './form-body';

test('given nested names and lists, when read, then plain values', () => {
  expect(parseForm('amount=1&metadata[payment_operation]=pay%3AA&expand[0]=a&expand[1]=b&types[]=x&types[]=y')).toEqual(
    {
      amount: '1',
      metadata: { payment_operation: 'pay:A' },
      expand: ['a', 'b'],
      types: ['x', 'y'],
    },
  );
});

test.each(['__proto__[a]=1', 'a[constructor]=1', 'a[=1', 'a[b][c][d][e][f]=1', 'a=1&a[b]=2', 'a[b]=2&a=1', '[a]=1'])(
  'given the hostile body %s, when read, then refused',
  (body) => {
    expect(parseForm(body)).toBeNull();
  },
);

test('given more pairs than anybody needs, when read, then refused', () => {
  expect(parseForm(Array.from({ length: 301 }, (_, index) => `a${index}=1`).join('&'))).toBeNull();
});
