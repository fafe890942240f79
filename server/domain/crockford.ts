/**
 * Crockford's base 32: symbols that survive being read out over a telephone.
 * Source: https://www.crockford.com/base32.html (alphabet, look-alikes, check symbols modulo 37).
 */
export const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** The 37 check symbols; the last five never stand for a value. */
export const CHECK_SYMBOLS = `${SYMBOLS}*~$=U`;

/**
 * The first `count` groups of five bits, as upper-case symbols.
 * @throws RangeError when the bytes hold fewer bits than asked for.
 */
export function symbolsOfBytes(bytes: Uint8Array, count: number): string {
  if (bytes.length * 8 < count * 5)
    throw new RangeError(`${count} symbols need ${count * 5} bits, got ${bytes.length * 8}`);
  let symbols = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5 && symbols.length < count) {
      bits -= 5;
      symbols += SYMBOLS.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return symbols;
}

/** A whole number below 32^count, most significant symbol first. */
export function symbolsOfNumber(value: number, count: number): string {
  let symbols = '';
  for (let rest = value, i = 0; i < count; i++) {
    symbols = SYMBOLS.charAt(rest % 32) + symbols;
    rest = Math.floor(rest / 32);
  }
  return symbols;
}

/** The number that upper-case symbols stand for; null when one of them is none. Exact up to ten symbols. */
export function numberOfSymbols(symbols: string): number | null {
  let value = 0;
  for (const symbol of symbols) {
    const digit = SYMBOLS.indexOf(symbol);
    if (digit < 0) return null;
    value = value * 32 + digit;
  }
  return value;
}

export function checkSymbol(value: number): string {
  return CHECK_SYMBOLS.charAt(value % 37);
}
