/**
 * An amount as it is read out: figures, then the currency's code. "49.00 EUR", "500 JPY".
 */
import type { Money } from './money';

export function moneyWords({ amountMinor, currency }: Money): string {
  const digits = minorDigits(currency);
  const figures = String(amountMinor).padStart(digits + 1, '0');
  return digits === 0 ? `${figures} ${currency}` : `${figures.slice(0, -digits)}.${figures.slice(-digits)} ${currency}`;
}

/** How many digits the minor unit has (ISO 4217); two for a code that the platform does not know. */
function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
