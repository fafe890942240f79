import { describe, expect, test } from 'vitest';
import { messageIdFor, paymentOperation, referenceOf, voidOperation } from './ids';
import { searchTermOf } from './search-term';

const orderId = 'ord_0123456789abcdefghjkmnpqrs';
const idsOf = (text: string) => {
  const term = searchTermOf(text);
  if (term.kind !== 'ids') throw new Error(`${text} is ${term.kind}`);
  return term;
};

describe('what a text in the one box may be', () => {
  test('nothing typed asks for nothing', () => {
    expect(searchTermOf('  ')).toEqual({ kind: 'nothing' });
  });

  test('an address is one whatever its case', () => {
    expect(searchTermOf(' Ada@Example.test ')).toEqual({ kind: 'email', email: 'ada@example.test' });
  });

  test('an operation names its order', () => {
    expect(idsOf(paymentOperation(orderId)).orderIds).toEqual([orderId]);
    expect(idsOf(voidOperation('order-42', 2)).orderIds).toEqual(['order-42']);
  });

  test('a message names its order by its cause, a move or an operation', () => {
    expect(idsOf(messageIdFor(`${orderId}@4`, 'order_confirmed')).orderIds).toEqual([orderId]);
    expect(idsOf(messageIdFor(paymentOperation(orderId), 'payment_authorized')).orderIds).toEqual([orderId]);
  });

  test('a reference is found as it was read out', () => {
    const reference = referenceOf(orderId);
    expect(idsOf(reference.toLowerCase().replaceAll('-', ' ')).reference).toBe(reference);
  });

  test('a trace id is told by its digits', () => {
    expect(idsOf('4BF92F3577B34DA6A3CE929D0E0E4736').traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(idsOf(orderId).traceId).toBeNull();
  });

  test('any other text is tried as an order id, a request id and a reference of the provider', () => {
    expect(idsOf('order-42')).toEqual({
      kind: 'ids',
      orderIds: ['order-42'],
      reference: null,
      traceId: null,
      text: 'order-42',
    });
  });
});
