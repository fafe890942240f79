import type { LastSweep } from '@/server/domain/last-sweep';

type Compared = Pick<LastSweep, 'charges' | 'agreed' | 'waiting' | 'findings'>;

/** What a comparison with the provider's list came to: "5,120 charges, 5,120 agree." What did not agree is named, never left out. */
export function comparedWords({ agreed, charges, findings, waiting }: Compared): string {
  const parts = [`${number(charges)} ${charges === 1 ? 'charge' : 'charges'}`, `${number(agreed)} agree`];
  if (waiting > 0) parts.push(`${number(waiting)} on their way, compared again later`);
  if (findings > 0) parts.push(`${number(findings)} differed, no case of theirs is open any more`);
  return `${parts.join(', ')}.`;
}

const number = (count: number): string => count.toLocaleString('en');
