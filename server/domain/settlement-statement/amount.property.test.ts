import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalFromMinor, minorDigitsOf, minorFromDecimal, signedMoneyWords } from './amount';

const currency = fc.constantFrom('EUR', 'USD', 'JPY', 'VND', 'KWD', 'BHD', 'ISK', 'UGX', 'XTS');
const minor = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });

describe('an amount of a statement', () => {
  it('is the same after the way to text and back, in every currency, to the last safe integer', () => {
    fc.assert(
      fc.property(minor, currency, (amount, code) => {
        const read = minorFromDecimal(decimalFromMinor(amount, code), code);
        return Object.is(read, amount === 0 ? 0 : amount);
      }),
    );
  });

  it('may be written with fewer or with more zeros than its currency has digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), currency, fc.nat(3), (whole, code, zeros) => {
        const text = `${whole}${zeros === 0 ? '' : `.${'0'.repeat(zeros)}`}`;
        return minorFromDecimal(text, code) === (whole === 0 ? 0 : whole * 10 ** minorDigitsOf(code));
      }),
    );
  });

  it('is written as every other amount, with its sign', () => {
    expect(signedMoneyWords(-104_900, 'EUR')).toBe('-1,049.00 EUR');
    expect([signedMoneyWords(0, 'EUR'), signedMoneyWords(500, 'JPY')]).toEqual(['0.00 EUR', '500 JPY']);
  });

  it('is read digit by digit, where a float would be a cent off', () => {
    expect(minorFromDecimal('1.15', 'EUR')).toBe(115);
    expect(minorFromDecimal('90071992547409.91', 'EUR')).toBe(9_007_199_254_740_991);
    expect(minorFromDecimal('4900', 'JPY')).toBe(4_900);
    expect(minorFromDecimal('1.234', 'KWD')).toBe(1_234);
    expect(minorFromDecimal('-0.00', 'EUR')).toBe(0);
  });

  it.each([
    ['49,00', 'EUR'],
    ['1,000.00', 'EUR'],
    ['1e3', 'EUR'],
    ['', 'EUR'],
    [' 1.00', 'EUR'],
    ['.5', 'EUR'],
    ['5.', 'EUR'],
    ['+5', 'EUR'],
    ['0x10', 'EUR'],
    ['NaN', 'EUR'],
    ['1.001', 'EUR'],
    ['1.5', 'JPY'],
    ['90071992547409.92', 'EUR'],
  ])('%j in %s is refused rather than guessed', (text, code) => {
    expect(minorFromDecimal(text, code)).toBeNull();
  });
});
