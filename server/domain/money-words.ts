/**
 * An amount as it is read out: figures in groups of three, then the currency's code. "1,049.00 EUR", "500 JPY".
 */
import type { Money } from './money';

export function moneyWords({ amountMinor, currency }: Money): string {
  const digits = minorDigits(currency);
  const figures = String(amountMinor).padStart(digits + 1, '0');
  if (digits === 0) return `${grouped(figures)} ${currency}`;
  return `${grouped(figures.slice(0, -digits))}.${figures.slice(-digits)} ${currency}`;
}

const grouped = (figures: string): string => figures.replace(/\B(?=(?:\d{3})+$)/g, ',');

/** How many digits the minor unit has (ISO 4217); two for a code that the platform does not know. */
function minorDigits(currency: string): number {
  const known = digitsOf.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  digitsOf.set(currency, digits);
  return digits;
}

/** By currency: the platform is asked once. */
const digitsOf = new Map<string, number>();
