import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cartIdFrom, ID_BYTES, messageIdFor, ORDER_ID, orderIdFrom, regionOfCart, requestIdFrom } from './ids';
import { REGIONS } from './region';

const bytes = fc.uint8Array({ minLength: ID_BYTES, maxLength: ID_BYTES });

describe('ids', () => {
  it('makes an order id of 26 symbols, the same from the same bytes', () => {
    expect(orderIdFrom(new Uint8Array(17))).toBe(`ord_${'0'.repeat(26)}`);
    expect(orderIdFrom(new Uint8Array(17).fill(255))).toBe(`ord_${'z'.repeat(26)}`);
    fc.assert(
      fc.property(bytes, (luck) => ORDER_ID.test(orderIdFrom(luck)) && orderIdFrom(luck) === orderIdFrom(luck)),
    );
  });

  it('keeps 130 of the bits: two ids are the same only when those are', () => {
    const used = (luck: Uint8Array) => [...luck.slice(0, 16), (luck[16] ?? 0) >> 6].join();
    fc.assert(fc.property(bytes, bytes, (a, b) => (orderIdFrom(a) === orderIdFrom(b)) === (used(a) === used(b))));
    const flipped = new Uint8Array(17);
    flipped[16] = 0b0100_0000;
    expect(orderIdFrom(flipped)).not.toBe(orderIdFrom(new Uint8Array(17)));
  });

  it('refuses too little and too much luck', () => {
    expect(() => orderIdFrom(new Uint8Array(16))).toThrow(RangeError);
    expect(() => requestIdFrom(new Uint8Array(18))).toThrow(RangeError);
  });

  it('reads the region of a cart back from its id, and of nothing else', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...REGIONS),
        bytes,
        (region, luck) => regionOfCart(cartIdFrom(region, luck)) === region,
      ),
    );
    for (const other of ['crt_x_000', 'ord_e_000', 'crt_e_', '', 'crt_east_0']) expect(regionOfCart(other)).toBeNull();
  });

  it('gives two causes or two schemas never the same message id', () => {
    const schema = fc.stringMatching(/^[a-z_]{1,20}$/);
    fc.assert(
      fc.property(fc.string(), schema, fc.string(), schema, (cause, one, otherCause, other) => {
        const same = messageIdFor(cause, one) === messageIdFor(otherCause, other);
        return same === (cause === otherCause && one === other);
      }),
    );
  });
});
