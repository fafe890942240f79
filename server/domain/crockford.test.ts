import { describe, expect, it } from 'vitest';
import { CHECK_SYMBOLS, checkSymbol, numberOfSymbols, SYMBOLS, symbolsOfBytes, symbolsOfNumber } from './crockford';

describe('crockford base 32', () => {
  it('has no look-alikes in its alphabet', () => {
    expect(SYMBOLS).toHaveLength(32);
    expect(CHECK_SYMBOLS).toHaveLength(37);
    expect(SYMBOLS).not.toMatch(/[ILOU]/);
  });

  it('writes numbers and reads them back', () => {
    expect(symbolsOfNumber(1234, 3)).toBe('16J');
    expect(checkSymbol(1234)).toBe('D');
    expect(numberOfSymbols('16J')).toBe(1234);
    expect(numberOfSymbols('16U')).toBeNull();
  });

  it('takes bits in order, most significant first', () => {
    expect(symbolsOfBytes(Uint8Array.of(0b00001_000, 0b10_00011_0), 3)).toBe('123');
    expect(symbolsOfBytes(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0b111_00001), 8)).toBe('ZZZZZZZ1');
    expect(() => symbolsOfBytes(Uint8Array.of(1), 2)).toThrow(RangeError);
  });
});
