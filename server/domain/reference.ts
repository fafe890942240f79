/**
 * The order's reference, short enough to read out over a telephone: 50 bits of the order id's hash and one check symbol,
 * shown `XXXXX-XXXXX-C`. One wrong or swapped symbol is noticed, never silently another order.
 * It finds an order, it does not name it: among a million orders two share one with a chance of about 1 in 2,000,
 * so a search by reference may return two, and nothing is decided by it.
 */
import { checkSymbol, numberOfSymbols, symbolsOfNumber } from './crockford';
import { fnv1a64 } from './fnv';

const BITS = 50n;
const HALF = 5;

export function referenceOf(orderId: string): string {
  const hash = fnv1a64(orderId);
  // Folding keeps the upper bits' part in it, as FNV's authors advise for a size that is no power of two.
  return shown(Number((hash ^ (hash >> BITS)) & ((1n << BITS) - 1n)));
}

/** The reference as it is stored, from what a person typed: case, hyphens, blanks and look-alikes do not matter. Null when it is none. */
export function normaliseReference(text: string): string | null {
  const symbols = text.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0');
  if (symbols.length !== 2 * HALF + 1) return null;
  const value = numberOfSymbols(symbols.slice(0, 2 * HALF));
  if (value === null || checkSymbol(value) !== symbols.slice(2 * HALF)) return null;
  return shown(value);
}

function shown(value: number): string {
  const symbols = symbolsOfNumber(value, 2 * HALF);
  return `${symbols.slice(0, HALF)}-${symbols.slice(HALF)}-${checkSymbol(value)}`;
}
