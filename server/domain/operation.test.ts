import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  captureOperation,
  OPERATION_KINDS,
  operationKind,
  orderIdOfOperation,
  paymentOperation,
  refundOperation,
  reservationOperation,
  voidOperation,
} from './operation';

const orderId = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
const count = fc.integer({ min: 1, max: 1_000 });
const named = (id: string, n: number) => ({
  pay: paymentOperation(id),
  capture: captureOperation(id),
  void: voidOperation(id, n),
  refund: refundOperation(id, n),
  reserve: reservationOperation(id),
});

describe('operation', () => {
  it('is named as published', () => {
    expect(named('order-42', 1)).toEqual({
      pay: 'pay:order-42',
      capture: 'capture:order-42',
      void: 'void:order-42:1',
      refund: 'refund:order-42:1',
      reserve: 'reserve:order-42',
    });
  });

  it('gives back its order and its kind, whatever the order is called', () => {
    fc.assert(
      fc.property(orderId, count, (id, n) =>
        OPERATION_KINDS.every((kind) => {
          const operation = named(id, n)[kind];
          return operationKind(operation) === kind && orderIdOfOperation(operation) === id;
        }),
      ),
    );
  });

  it('never gives two orders the same operation', () => {
    fc.assert(
      fc.property(orderId, orderId, count, count, (a, b, n, m) =>
        OPERATION_KINDS.every((kind) => a === b || named(a, n)[kind] !== named(b, m)[kind]),
      ),
    );
  });

  it('knows what is none', () => {
    for (const text of ['', 'pay', 'pay:', ':x', 'void:order-42', 'void:order-42:0', 'refund::1', 'charge:order-42']) {
      expect(orderIdOfOperation(text)).toBeNull();
      expect(operationKind(text)).toBeNull();
    }
  });

  it('counts compensations from 1', () => {
    for (const n of [0, -1, 1.5, Number.NaN]) expect(() => voidOperation('order-42', n)).toThrow(RangeError);
  });
});
