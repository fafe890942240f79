import { describe, expect, test } from 'vitest';
import { EXIT_LINES, evidenceHolds, type ExitLine, failingLines, figureHolds, pressureLine } from './exit-evidence';
import { heldByWords, limitWords, nowWords } from './exit-words';

const holding: readonly ExitLine[] = EXIT_LINES.map((line) => ({ line, now: 0, limit: 0, holds: true, witness: {} }));

describe('the evidence for leaving', () => {
  test('holds when every line holds', () => expect(evidenceHolds(holding)).toBe(true));

  test.each(EXIT_LINES)('does not hold without %s', (line) => {
    const without = holding.map((each) => (each.line === line ? { ...each, holds: false } : each));
    expect(failingLines(without)).toEqual([line]);
    expect(evidenceHolds(without)).toBe(false);
    expect(heldByWords(without)).toMatch(/^held by line \d: /);
  });

  test.each(EXIT_LINES)('does not hold while nobody has read %s', (line) => {
    expect(failingLines(holding.filter((each) => each.line !== line))).toEqual([line]);
    expect(figureHolds(line, null, 1_000_000)).toBe(false);
  });

  test('is judged at its limit: all of a sample, under an age, up to a count', () => {
    expect([figureHolds('agreement', 199, 200), figureHolds('agreement', 200, 200)]).toEqual([false, true]);
    expect([figureHolds('oldest_pending', 600_000, 600_000), figureHolds('oldest_pending', 599_999, 600_000)]).toEqual([
      false,
      true,
    ]);
    expect([figureHolds('dead_letters', 1, 0), figureHolds('dead_letters', 0, 0)]).toEqual([false, true]);
  });

  test('does not take figures that nobody watched for figures under their limits', () => {
    expect(pressureLine([], false).holds).toBe(false);
    expect(pressureLine([], true).holds).toBe(true);
    expect(pressureLine(['timeout_rate'], true).holds).toBe(false);
  });
});

describe('in words', () => {
  const line = (change: Partial<ExitLine> & Pick<ExitLine, 'line'>): ExitLine => ({
    now: 0,
    limit: 0,
    holds: false,
    witness: {},
    ...change,
  });

  test('a line says what it comes to and what it may come to', () => {
    expect(nowWords(line({ line: 'agreement', now: 199, limit: 200 }))).toBe('199 of 200');
    expect(nowWords(line({ line: 'oldest_pending', now: 252_000 }))).toBe('4 min 12 s');
    expect(nowWords(line({ line: 'dead_letters', witness: { waived: 1 } }))).toBe('1 waived');
    expect(limitWords({ line: 'oldest_pending', limit: 600_000 })).toBe('under 10 min');
  });

  test.each([
    [199, 200, 0, '1 sampled order does not agree with the provider.'],
    [
      198,
      200,
      1,
      '1 sampled order does not agree with the provider; 1 payment of this episode is not in the sample yet.',
    ],
    [3, 5, 2, '2 payments of this episode are not in the sample yet.'],
    [5, 5, 0, 'the sample is too old.'],
  ])('a sample of which %i of %i agree and %i are missing says so', (now, limit, missing, words) => {
    const agreement = line({ line: 'agreement', now, limit, witness: { sample_id: 'sample:1', missing } });
    expect(heldByWords(holding.map((each) => (each.line === 'agreement' ? agreement : each)))).toBe(
      `held by line 1: ${words}`,
    );
  });

  test('the exit names the line that holds it, and how many more', () => {
    const held = holding.map((each) =>
      each.line === 'authorizations_undecided' || each.line === 'dead_letters'
        ? { ...each, holds: false, now: 3 }
        : each,
    );
    expect(heldByWords(held)).toBe(
      'held by line 3: 3 authorizations have neither a decision nor a case. Also held by line 6.',
    );
    expect(heldByWords(holding)).toBe('Nothing holds the exit.');
  });
});
