/**
 * Reading the flat facts of an evidence row. An absent or strange fact is null: a sentence then says less, it never guesses.
 */
import type { EvidenceRow } from './evidence';
import type { Money } from './money';

export function detailText(row: EvidenceRow, key: string): string | null {
  const value = row.detail[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function detailNumber(row: EvidenceRow, key: string): number | null {
  const value = row.detail[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function detailMoney(row: EvidenceRow, key = 'amount_minor'): Money | null {
  const amountMinor = detailNumber(row, key);
  const currency = detailText(row, 'currency');
  if (amountMinor === null || !Number.isSafeInteger(amountMinor) || amountMinor < 0) return null;
  return currency !== null && /^[A-Z]{3}$/.test(currency) ? { amountMinor, currency } : null;
}

/** The operation that a row is about: what it names itself, else the payment operation it belongs to. */
export function operationOf(row: EvidenceRow): string | null {
  return detailText(row, 'operation') ?? row.paymentOperation;
}
