import { addMoney, type Money } from '@/server/domain/money';

/** Sums what is at risk, one amount for each currency; currencies are never added together. */
export function atRiskByCurrency(cases: readonly { readonly atRisk: Money }[]): readonly Money[] {
  const sums = new Map<string, Money>();
  for (const { atRisk } of cases) {
    const sum = sums.get(atRisk.currency);
    sums.set(atRisk.currency, sum ? addMoney(sum, atRisk) : atRisk);
  }
  return [...sums.values()];
}
