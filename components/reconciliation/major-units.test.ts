import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { majorText, minorOf } from './major-units';

describe('an amount that is typed', () => {
  it.each([
    ['12.50', 'EUR', 1_250],
    ['12,5', 'EUR', 1_250],
    ['1200', 'EUR', 120_000],
    [' 0.29 ', 'EUR', 29],
    ['5', 'JPY', 5],
    ['1.234', 'KWD', 1_234],
  ])('%s %s is %i minor units', (text, currency, minor) => expect(minorOf(text, currency)).toBe(minor));

  it.each([
    ['', 'EUR'],
    ['12.505', 'EUR'],
    ['5.5', 'JPY'],
    ['-1', 'EUR'],
    ['1e3', 'EUR'],
    ['1,000.00', 'EUR'],
    ['.5', 'EUR'],
  ])('%s %s is none', (text, currency) => expect(minorOf(text, currency)).toBeNull());

  it('comes back as it was written', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), fc.constantFrom('EUR', 'JPY', 'KWD'), (minor, currency) => {
        expect(minorOf(majorText(minor, currency), currency)).toBe(minor);
      }),
    ));
});
