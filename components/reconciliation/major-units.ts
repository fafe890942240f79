/**
 * An amount as a person types it ("12.50", "12,5", "1200") in a currency's major units, as exact minor units. Never through floating
 * point: 0.29 × 100 is not 29 there.
 */

/** Decimal places of a currency, as ISO 4217 gives them to `Intl`. */
export function decimalsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Null: it is no amount of this currency. */
export function minorOf(text: string, currency: string): number | null {
  const decimals = decimalsOf(currency);
  const [, whole, part = ''] = /^\s*(\d{1,9})(?:[.,](\d{1,4}))?\s*$/.exec(text) ?? [];
  if (whole === undefined || part.length > decimals) return null;
  return Number(whole) * 10 ** decimals + Number(part.padEnd(decimals, '0') || '0');
}

/** As it stands in the field: "12.50". */
export function majorText(amountMinor: number, currency: string): string {
  const decimals = decimalsOf(currency);
  const digits = String(amountMinor).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
