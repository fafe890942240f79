/**
 * Amounts as a settlement statement writes them: decimals of the currency's major unit ("49.00", "-4900" yen). They become minor
 * units digit by digit, never through a float. Minor units are those of the provider's own API, in which our amounts are kept.
 * Source: https://docs.stripe.com/currencies#zero-decimal and #three-decimal (ISK and UGX have two digits there).
 */
import { moneyWords } from '../money-words';
const WITHOUT_MINOR_UNIT = new Set([
  'BIF',
  'CLP',
  'DJF',
  'GNF',
  'JPY',
  'KMF',
  'KRW',
  'MGA',
  'PYG',
  'RWF',
  'VND',
  'VUV',
  'XAF',
  'XOF',
  'XPF',
]);
const WITH_THREE_DIGITS = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/** @param currency ISO 4217, upper case. */
export function minorDigitsOf(currency: string): 0 | 2 | 3 {
  if (WITHOUT_MINOR_UNIT.has(currency)) return 0;
  return WITH_THREE_DIGITS.has(currency) ? 3 : 2;
}

const DECIMAL = /^(-?)(\d{1,16})(?:\.(\d{1,6}))?$/;

/**
 * Exact minor units, with its sign: a refund's gross is negative.
 * @returns null when it is no plain decimal ("1,000.00", "1e3", ""), is finer than the currency, or leaves the safe integers.
 */
export function minorFromDecimal(text: string, currency: string): number | null {
  const found = DECIMAL.exec(text);
  if (found === null) return null;
  const [, sign, whole = '', fraction = ''] = found;
  const digits = minorDigitsOf(currency);
  if (!/^0*$/.test(fraction.slice(digits))) return null;
  const minor = Number(`${whole}${fraction.slice(0, digits).padEnd(digits, '0')}`);
  if (!Number.isSafeInteger(minor)) return null;
  return sign === '-' && minor !== 0 ? -minor : minor;
}

/** The way back: "-49.00". */
export function decimalFromMinor(minor: number, currency: string): string {
  const digits = minorDigitsOf(currency);
  const figures = String(Math.abs(minor)).padStart(digits + 1, '0');
  const sign = minor < 0 ? '-' : '';
  return digits === 0 ? `${sign}${figures}` : `${sign}${figures.slice(0, -digits)}.${figures.slice(-digits)}`;
}

/** "-1,049.00 EUR": with its sign, which money of ours never has. */
export function signedMoneyWords(minor: number, currency: string): string {
  return `${minor < 0 ? '-' : ''}${moneyWords({ amountMinor: Math.abs(minor), currency })}`;
}
