import { describe, expect, it } from 'vitest';
import { CASE_REASONS } from './reconciliation-case';
import {
  AMBIGUITY_STEPS,
  type AmbiguityCause,
  type AmbiguityReport,
  MOST_CAUSES,
  mergedAmbiguity,
  STEP_OF_EVIDENCE,
  STEP_OF_REASON,
} from './recurring-ambiguity';

const cause = (change: Partial<AmbiguityCause>): AmbiguityCause => ({
  provider: 'sandbox',
  step: 'webhook',
  reason: 'amount_mismatch',
  region: 'east',
  opened: 1,
  open: 1,
  closedByMachines: 0,
  closedByPeople: 0,
  medianToCloseMs: null,
  atRisk: [],
  overTime: [],
  ...change,
});
const report = (causes: readonly AmbiguityCause[], change: Partial<AmbiguityReport> = {}): AmbiguityReport => ({
  fromMs: 0,
  toMs: 10,
  bucketMs: 1,
  causes,
  opened: causes.length,
  capped: false,
  ...change,
});

describe('reports of two regions', () => {
  it('stand beside each other, the most frequent cause first, and stay apart', () => {
    const east = report([cause({ opened: 5, medianToCloseMs: 10 }), cause({ opened: 1, step: 'call' })], { opened: 6 });
    const west = report([cause({ opened: 3, medianToCloseMs: 90, region: 'west' })], { opened: 3, capped: true });
    const merged = mergedAmbiguity([east, west]);
    expect(merged?.causes.map(({ opened, region, step }) => [region, step, opened])).toEqual([
      ['east', 'webhook', 5],
      ['west', 'webhook', 3],
      ['east', 'call', 1],
    ]);
    expect(merged).toMatchObject({ opened: 9, capped: true });
  });

  it('are bounded, and count also what is not shown', () => {
    const many = (region: 'east' | 'west') => report(Array.from({ length: MOST_CAUSES }, () => cause({ region })));
    const merged = mergedAmbiguity([many('east'), many('west')]);
    expect(merged?.causes).toHaveLength(MOST_CAUSES);
    expect(merged?.opened).toBe(2 * MOST_CAUSES);
  });

  it('of nobody are none', () => {
    expect(mergedAmbiguity([])).toBeNull();
  });
});

describe('the steps', () => {
  it('are each named by a reason or by what was heard', () => {
    const named = new Set([...Object.values(STEP_OF_REASON), ...Object.values(STEP_OF_EVIDENCE)]);
    expect([...named].toSorted()).toEqual(AMBIGUITY_STEPS.toSorted());
  });

  it('are left to what was heard only where a reason can arise in several', () => {
    expect(CASE_REASONS.filter((reason) => STEP_OF_REASON[reason] === undefined)).toEqual([
      'amount_mismatch',
      'currency_mismatch',
      'reference_missing',
      'duplicate_authorization',
      'stray_authorization',
    ]);
  });
});
