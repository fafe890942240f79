import { describe, expect, test } from 'vitest';
import type { LineVerdict } from '@/server/domain/settlement-statement/verdict';
import { moneyOf, type StatementFacts, statementAnswer } from './statement-answer';

const count = (
  verdict: LineVerdict,
  lines: number,
  minor: number,
  region: 'east' | 'west' = 'east',
  currency = 'EUR',
) => ({
  verdict,
  region,
  currency,
  lines,
  theirsMinor: minor,
  oursMinor: minor,
  feeMinor: 0,
  atRiskMinor: verdict === 'matched' ? 0 : minor,
});
const facts = (change: Partial<StatementFacts> = {}): StatementFacts => ({
  state: 'complete',
  lines: 5_120,
  linesNotReached: 0,
  isPeerDone: true,
  importedIn: 'east',
  counts: [count('matched', 5_000, 100_000), count('matched', 120, 4_900, 'west')],
  ...change,
});
const said = (change: Partial<StatementFacts> = {}, notReached: readonly string[] = []) => {
  const { lead, rest, tone } = statementAnswer(facts(change), notReached);
  return [tone, `${lead} ${rest}`];
};

describe('the answer', () => {
  test('is that both sides agree only when all of it was compared', () => {
    expect(said()).toEqual([
      'green',
      'Both sides agree. 5,120 lines agree with our record, 1,049.00 EUR settled, and nothing of ours is missing.',
    ]);
  });

  test('names what differs, by kind and with the money at risk in each currency', () => {
    const counts = [
      count('matched', 2, 9_800),
      count('different', 1, 100),
      count('missing_theirs', 2, 9_800, 'west'),
      count('missing_ours', 1, 500, 'west', 'JPY'),
    ];
    expect(said({ counts })).toEqual([
      'violet',
      '4 lines do not agree. 1 different, 1 missing in ours, 2 missing in theirs; 99.00 EUR and 500 JPY at risk, at most. Each has a case.',
    ]);
    expect(said({ counts: [count('different', 1, 100)] })[1]).toMatch(
      /^One line does not agree\. 1 different; 1\.00 EUR/,
    );
  });

  test('never calls missing what was not reached, and says what to do', () => {
    const [tone, text] = said({ state: 'incomplete', linesNotReached: 412, isPeerDone: false });
    expect([tone, text]).toEqual([
      'amber',
      expect.stringContaining(
        '412 lines of west not compared: west was not reached. Import the same file again later.',
      ),
    ]);
    expect(said({ state: 'incomplete', isPeerDone: false, importedIn: 'west' })[1]).toContain('What east has');
    expect(said({ state: 'incomplete', counts: [count('not_compared', 1, 1)] })[1]).toContain('not known yet');
    expect(said({}, ['west'])[1]).toContain('west was not reached, so its lines are not shown');
  });

  test('of one that is being compared says how to go on with it', () => {
    expect(said({ state: 'importing', counts: [] })).toEqual([
      'neutral',
      expect.stringContaining('import the same file'),
    ]);
  });
});

test('money of different currencies is never added together', () => {
  const counts = [count('matched', 1, 100), count('matched', 1, -40, 'west'), count('matched', 1, 7, 'west', 'JPY')];
  expect(moneyOf(counts, 'theirsMinor', ['matched'])).toBe('0.60 EUR and 7 JPY');
  expect(moneyOf([], 'theirsMinor', ['matched'])).toBe('nothing');
});
