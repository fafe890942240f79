import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECK_SYMBOLS } from './crockford';
import { normaliseReference, referenceOf } from './reference';

const orderId = fc.string({ minLength: 1, maxLength: 40 });

describe('reference', () => {
  it('is the same for the same order and reads XXXXX-XXXXX-C', () => {
    expect(referenceOf('order-42')).toBe(referenceOf('order-42'));
    fc.assert(
      fc.property(orderId, (id) =>
        /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z*~$=U]$/.test(referenceOf(id)),
      ),
    );
  });

  it('is understood in lower case, without hyphens, and with look-alikes for 1 and 0', () => {
    fc.assert(
      fc.property(orderId, fc.boolean(), (id, asI) => {
        const sloppy = referenceOf(id)
          .replaceAll('-', ' ')
          .replaceAll('1', asI ? 'i' : 'l')
          .replaceAll('0', 'o')
          .toLowerCase();
        return normaliseReference(` ${sloppy}`) === referenceOf(id);
      }),
    );
  });

  it('notices every single wrong symbol', () => {
    fc.assert(
      fc.property(
        orderId,
        fc.constantFrom(0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 12),
        fc.constantFrom(...CHECK_SYMBOLS),
        (id, at, symbol) => {
          const right = referenceOf(id);
          const wrong = right.slice(0, at) + symbol + right.slice(at + 1);
          return (normaliseReference(wrong) !== null) === (wrong === right);
        },
      ),
    );
  });

  it('notices two neighbours swapped', () => {
    fc.assert(
      fc.property(orderId, fc.constantFrom(0, 1, 2, 3, 6, 7, 8), (id, at) => {
        const right = referenceOf(id);
        const swapped = right.slice(0, at) + right.charAt(at + 1) + right.charAt(at) + right.slice(at + 2);
        return (normaliseReference(swapped) !== null) === (swapped === right);
      }),
    );
  });

  it('refuses what is no reference', () => {
    for (const text of ['', '7K3M9', 'order-42', 'UUUUU-UUUUU-U', '00000-00000-00', '00000-00000-1'])
      expect(normaliseReference(text)).toBeNull();
    expect(normaliseReference('ooooo ooooo o')).toBe('00000-00000-0');
  });

  it('is shared by no two of 100,000 orders', () => {
    const references = new Set(Array.from({ length: 100_000 }, (_, n) => referenceOf(`order-${n}`)));
    expect(references.size).toBe(100_000);
  });
});
