/** What came of a statement, as the sentence at the top of its page: what differs comes first, then what could not be compared. */
import { signedMoneyWords } from '@/server/domain/settlement-statement/amount';
import type { RegionalCount, StatementState } from '@/server/domain/settlement-statement/settlement-statement';
import { DIFFERING_VERDICTS, type LineVerdict } from '@/server/domain/settlement-statement/verdict';

export interface StatementFacts {
  readonly state: StatementState;
  readonly lines: number;
  readonly linesNotReached: number;
  readonly isPeerDone: boolean;
  readonly importedIn: string;
  readonly counts: readonly RegionalCount[];
}

export interface StatementAnswer {
  readonly tone: 'green' | 'violet' | 'amber' | 'neutral';
  readonly lead: string;
  readonly rest: string;
}

/** @param notReached regions that this page could not ask now. */
export function statementAnswer(facts: StatementFacts, notReached: readonly string[]): StatementAnswer {
  const left = leftWords(facts, notReached);
  const differing = DIFFERING_VERDICTS.map((verdict) => countOf(facts.counts, verdict)).reduce((sum, n) => sum + n, 0);
  if (differing > 0) {
    const [different, ours, theirs] = DIFFERING_VERDICTS.map((verdict) => countOf(facts.counts, verdict));
    const parts = [
      [different, 'different'],
      [ours, 'missing in ours'],
      [theirs, 'missing in theirs'],
    ].flatMap(([n, words]) => (n === 0 ? [] : [`${n} ${words}`]));
    return {
      tone: 'violet',
      lead: differing === 1 ? 'One line does not agree.' : `${number(differing)} lines do not agree.`,
      rest: `${parts.join(', ')}; ${moneyOf(facts.counts, 'atRiskMinor', DIFFERING_VERDICTS)} at risk, at most. Each has a case.${left}`,
    };
  }
  if (facts.state === 'importing')
    return {
      tone: 'neutral',
      lead: 'It is being compared.',
      rest: 'If nobody is importing it any more, import the same file again: it goes on where it stopped.',
    };
  const matched = countOf(facts.counts, 'matched');
  const agree = `${number(matched)} ${matched === 1 ? 'line agrees' : 'lines agree'} with our record, ${moneyOf(facts.counts, 'theirsMinor', ['matched'])} settled`;
  return left === ''
    ? { tone: 'green', lead: 'Both sides agree.', rest: `${agree}, and nothing of ours is missing.` }
    : { tone: 'amber', lead: 'Not all of it is compared yet.', rest: `So far ${agree}.${left}` };
}

function leftWords(
  { counts, importedIn, isPeerDone, linesNotReached, state }: StatementFacts,
  notReached: readonly string[],
) {
  if (notReached.length > 0) return ` ${notReached.join(', ')} was not reached, so its lines are not shown.`;
  if (state !== 'incomplete') return '';
  const peer = importedIn === 'east' ? 'west' : 'east';
  if (linesNotReached > 0)
    return ` ${number(linesNotReached)} ${linesNotReached === 1 ? 'line' : 'lines'} of ${peer} not compared: ${peer} was not reached. Import the same file again later.`;
  if (!isPeerDone)
    return ` What ${peer} has and the statement lacks was not looked for. Import the same file again later.`;
  const open = countOf(counts, 'not_compared');
  return open === 0 ? '' : ' The outcome of some of our operations is not known yet. Import the same file again later.';
}

export function countOf(counts: readonly RegionalCount[], verdict: LineVerdict): number {
  return counts.filter((each) => each.verdict === verdict).reduce((sum, { lines }) => sum + lines, 0);
}

/** One amount for each currency; currencies are never added together. */
export function moneyOf(
  counts: readonly RegionalCount[],
  field: 'theirsMinor' | 'oursMinor' | 'feeMinor' | 'atRiskMinor',
  verdicts: readonly LineVerdict[],
): string {
  const sums = new Map<string, number>();
  for (const each of counts)
    if (verdicts.includes(each.verdict)) sums.set(each.currency, (sums.get(each.currency) ?? 0) + each[field]);
  return [...sums].map(([currency, minor]) => signedMoneyWords(minor, currency)).join(' and ') || 'nothing';
}

const number = (n: number): string => n.toLocaleString('en');
