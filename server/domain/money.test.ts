import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMoney, money, sameMoney, sumMoney, timesQuantity } from './money';
import { moneyWords } from './money-words';

const minor = fc.integer({ min: 0, max: 2 ** 40 });

describe('money', () => {
  it('is whole and never negative', () => {
    for (const amount of [-1, 0.1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
      expect(() => money(amount, 'EUR')).toThrow(RangeError);
    expect(money(0, 'EUR')).toEqual({ amountMinor: 0, currency: 'EUR' });
  });

  it('never goes without its currency, spelt in capitals', () => {
    for (const currency of ['', 'eur', 'EU', 'EURO', 'EUR ']) expect(() => money(1, currency)).toThrow(RangeError);
  });

  it('is the same only in amount and currency', () => {
    expect(sameMoney(money(1, 'EUR'), money(1, 'EUR'))).toBe(true);
    expect(sameMoney(money(1, 'EUR'), money(1, 'USD'))).toBe(false);
    expect(sameMoney(money(1, 'EUR'), money(2, 'EUR'))).toBe(false);
  });

  it('is never added across currencies', () => {
    expect(() => addMoney(money(1, 'EUR'), money(1, 'USD'))).toThrow(RangeError);
    expect(() => sumMoney([money(1, 'USD')], 'EUR')).toThrow(RangeError);
    expect(sumMoney([], 'EUR')).toEqual(money(0, 'EUR'));
  });

  it('refuses a sum or a product that would no longer be exact', () => {
    expect(() => addMoney(money(Number.MAX_SAFE_INTEGER, 'EUR'), money(1, 'EUR'))).toThrow(RangeError);
    expect(() => timesQuantity(money(2 ** 40, 'EUR'), 2 ** 20)).toThrow(RangeError);
    for (const quantity of [-1, 0.5, Number.NaN])
      expect(() => timesQuantity(money(1, 'EUR'), quantity)).toThrow(RangeError);
  });

  it('adds up in any order', () => {
    fc.assert(
      fc.property(fc.array(minor, { maxLength: 20 }), (amounts) => {
        const all = amounts.map((amount) => money(amount, 'EUR'));
        expect(sumMoney(all, 'EUR')).toEqual(sumMoney([...all].reverse(), 'EUR'));
      }),
    );
  });
});

describe('money in words', () => {
  it('reads figures, then the code, with the digits of its currency', () => {
    expect(moneyWords(money(4_900, 'EUR'))).toBe('49.00 EUR');
    expect(moneyWords(money(5, 'EUR'))).toBe('0.05 EUR');
    expect(moneyWords(money(0, 'EUR'))).toBe('0.00 EUR');
    expect(moneyWords(money(314_970_300, 'EUR'))).toBe('3,149,703.00 EUR');
    expect(moneyWords(money(99_999, 'EUR'))).toBe('999.99 EUR');
    expect(moneyWords(money(12_500, 'JPY'))).toBe('12,500 JPY');
    expect(moneyWords(money(500, 'JPY'))).toBe('500 JPY');
    expect(moneyWords(money(1_234, 'KWD'))).toBe('1.234 KWD');
  });

  it('never loses a minor unit', () => {
    fc.assert(fc.property(minor, (amount) => Number(moneyWords(money(amount, 'EUR')).replace(/\D/g, '')) === amount));
  });
});
