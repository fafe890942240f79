/** How runs are shown: a failing seed with its faults first, its short trace, and last the command that replays it. */
import { ALL_FAULT_KINDS } from './fault-kinds';
import type { MutantVerdict, Totals } from './run-many';
import type { Shrunk } from './shrink';
import { sharesOf } from './shares';
import { SOMETIMES } from './sometimes';

const MOST_EVENTS = 20;

export function failureText({ result, without, absent, skipped }: Shrunk, mutant: string | null = null): string {
  const [violation] = result.violations;
  const limits = [
    mutant === null ? '' : ` --mutant '${mutant}'`,
    without.size > 0 ? ` --without ${[...without].join(',')}` : '',
    absent.size > 0 ? ` --absent ${[...absent].join(',')}` : '',
    skipped.size > 0 ? ` --skip '${[...skipped].join(',')}'` : '',
  ].join('');
  return [
    `seed ${result.seed}: ${violation?.promise} ${violation?.text}`,
    `faults: ${result.strikes.length === 0 ? 'none' : result.strikes.join('; ')}`,
    ...shortTrace(result.trace, violation?.text ?? '').map((line) => `  ${line}`),
    `npm run sim -- --seed ${result.seed} --trace${limits}`,
  ].join('\n');
}

/** What concerns the order in question, its beginning and its end. */
function shortTrace(trace: readonly string[], text: string): string[] {
  const orderId = /ord_[0-9a-z]{8}/.exec(text)?.[0];
  const own = trace.filter((line) => orderId === undefined || line.includes(orderId) || line.includes(' CHECKER '));
  if (own.length <= MOST_EVENTS) return own;
  return [...own.slice(0, 6), `… ${own.length - MOST_EVENTS + 1} more`, ...own.slice(7 - MOST_EVENTS)];
}

export interface Check {
  readonly name: string;
  readonly passed: boolean;
  readonly detail: string;
}

export const shareChecks = ({ outcomes }: Totals): Check[] =>
  sharesOf(outcomes).map(({ outcome, share, least }) => ({
    name: `outcome ${outcome}`,
    passed: share >= least,
    detail: `${(share * 100).toFixed(1)} % of ${outcomes.orders} orders, at least ${least * 100} %`,
  }));

export function sometimesChecks({ sometimes }: Totals): Check[] {
  return SOMETIMES.map((name) => {
    const count = sometimes.get(name) ?? 0;
    return { name: `sometimes: ${name}`, passed: count > 0, detail: String(count) };
  });
}

export function faultChecks({ struck }: Totals): Check[] {
  return ALL_FAULT_KINDS.map((kind) => {
    const count = struck.get(kind) ?? 0;
    return { name: `fault: ${kind}`, passed: count > 0, detail: `${count} strikes` };
  });
}

export const mutantCheck = ({ mutant, caughtAfter, histories, by }: MutantVerdict): Check => ({
  name: `mutant: ${mutant.name}`,
  passed: caughtAfter !== null,
  detail: caughtAfter === null ? `not caught in ${histories} histories` : `${caughtAfter} histories, ${by}`,
});

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export const figures = ({ histories, seconds, strikes, kindsOn }: Totals): string =>
  `${histories} histories in ${seconds.toFixed(1)} s (${Math.round((histories / seconds) * 60)} a minute), ${(strikes / Math.max(1, histories)).toFixed(0)} faults and ${(kindsOn / Math.max(1, histories)).toFixed(0)} kinds each`;
