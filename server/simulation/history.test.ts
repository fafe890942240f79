/** The simulator's own promises: a seed is a bug report, a broken promise is found, and what is found is made small. */
import { describe, expect, it } from 'vitest';
import { runHistory } from './history';
import { CONFIRM_WITHOUT_HOLD } from './mutants/decision-mutants';
import { NO_FENCE } from './mutants/ownership-mutants';
import { parseArguments } from './arguments';
import { failureText } from './report';
import { hunt } from './run-many';
import { shrink } from './shrink';

describe('a history', () => {
  it('is the same each time that its seed is run', async () => {
    const [once, again] = [await runHistory({ seed: 5 }), await runHistory({ seed: 5 })];
    expect(again.hash).toBe(once.hash);
    expect(again.trace).toEqual(once.trace);
  });

  it('is another one for another seed', async () => {
    expect((await runHistory({ seed: 5 })).hash).not.toBe((await runHistory({ seed: 6 })).hash);
  });

  it('breaks no promise with the product as it is', async () => {
    for (let seed = 100; seed < 116; seed++) expect((await runHistory({ seed })).violations).toEqual([]);
  });
});

describe('a mistake in the product', () => {
  it('is caught, and the shrunk history still breaks the same promise', { timeout: 60_000 }, async () => {
    const verdict = await hunt(CONFIRM_WITHOUT_HOLD, 100);
    expect(verdict.caughtAfter).not.toBeNull();
    const seed = Number(/seed (\d+)/.exec(verdict.by)?.[1]);
    const failing = await runHistory({ seed, mutant: CONFIRM_WITHOUT_HOLD });
    const small = await shrink(failing, CONFIRM_WITHOUT_HOLD, 10_000);
    expect(small.result.violations[0]?.promise).toBe(failing.violations[0]?.promise);
    expect(small.result.strikes.length).toBeLessThanOrEqual(failing.strikes.length);
    expect(failureText(small).split('\n').at(-1)).toMatch(/^npm run sim -- --seed \d+ --trace/);
  });

  it('in the fence is caught where owners are paused', { timeout: 60_000 }, async () => {
    expect((await hunt(NO_FENCE, 60)).by).toContain('S7');
  });
});

describe('the command line', () => {
  it('reads a replay line back', () => {
    const asked = parseArguments([
      '--seed',
      '7',
      '--trace',
      '--without',
      'web_crash,store_abort',
      '--absent',
      '0,2',
      '--skip',
      'hint_lost#3',
    ]);
    expect(asked.seed).toBe(7);
    expect([...asked.without]).toEqual(['web_crash', 'store_abort']);
    expect([...asked.absent]).toEqual([0, 2]);
    expect([...asked.skip]).toEqual(['hint_lost#3']);
  });

  it('refuses what it does not know', () => {
    expect(() => parseArguments(['--seeds', '7'])).toThrow(RangeError);
    expect(() => parseArguments(['--seed', 'x'])).toThrow(RangeError);
    expect(() => parseArguments(['--without', 'rain'])).toThrow(RangeError);
  });
});
