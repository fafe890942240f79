import { describe, expect, it } from 'vitest';
import type { DrillRun } from '@/server/domain/drill';
import { drillLead, drillSays, drillTone } from './drill-words';

const run = (change: Partial<DrillRun> = {}): DrillRun => ({
  runId: 'drill:1',
  drill: 'worker_dies',
  state: 'running',
  startedBy: 'olga@evident.test',
  startedAtMs: 0,
  endedAtMs: null,
  story: [{ atMs: 0, text: 'Started by olga@evident.test' }],
  tallies: [],
  verdict: null,
  orderId: null,
  ...change,
});
const broken = [{ what: 'Successful payments for one order, most', count: 2, most: 1, countedIn: 'the ledger' }];

describe('a drill in words', () => {
  it('tells while it runs whether it holds, and by what', () => {
    expect(drillLead(run(), 41_380)).toBe('Running 41 s, and it holds.');
    expect(drillLead(run({ tallies: broken }), 41_000)).toBe('Running 41 s, and it does not hold.');
    expect(drillSays(run())).toBe('Started by olga@evident.test.');
    expect(drillTone(run({ tallies: broken }))).toBe('red');
  });

  it('never calls an interrupted one held', () => {
    expect(drillLead(run({ state: 'interrupted' }), 0)).toBe('Interrupted: nothing can be said.');
    expect(drillTone(run({ state: 'interrupted' }))).toBe('amber');
  });

  it('says the verdict once', () => {
    const held = run({ state: 'held', verdict: 'It held. 12 orders, 48 submits.' });
    expect(`${drillLead(held, 0)} ${drillSays(held)}`).toBe('It held. 12 orders, 48 submits.');
  });
});
