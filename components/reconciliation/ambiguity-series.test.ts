import { describe, expect, it } from 'vitest';
import type { AmbiguityCause, AmbiguityReport } from '@/server/domain/recurring-ambiguity';
import { CASE_REASONS } from '@/server/domain/reconciliation-case';
import { ambiguitySeries, MOST_SERIES, OTHERS } from './ambiguity-series';

const HOUR = 3_600_000;

const cause = (reason: AmbiguityCause['reason'], opened: number, atMs: number): AmbiguityCause => ({
  provider: 'sandbox',
  step: 'call',
  reason,
  region: 'east',
  opened,
  open: 0,
  closedByMachines: opened,
  closedByPeople: 0,
  medianToCloseMs: null,
  atRisk: [],
  overTime: [{ fromMs: atMs, opened }],
});

const report = (causes: readonly AmbiguityCause[]): AmbiguityReport => ({
  fromMs: 0,
  toMs: 3 * HOUR,
  bucketMs: HOUR,
  causes,
  opened: 0,
  capped: false,
});

describe('the columns of recurring ambiguity', () => {
  it('have every bucket of the window, also the empty ones', () => {
    const { columns, names } = ambiguitySeries(report([cause('hold_gone', 4, HOUR)]));
    expect(names).toEqual(['hold_gone']);
    expect(columns.map(({ counts }) => counts.hold_gone)).toEqual([0, 4, 0]);
  });

  it('put what is less frequent together, and lose none of it', () => {
    const causes = CASE_REASONS.map((reason, index) => cause(reason, 100 - index, 0));
    const { columns, names } = ambiguitySeries(report(causes));
    expect(names).toHaveLength(MOST_SERIES + 1);
    expect(names.at(-1)).toBe(OTHERS);
    const first = Object.values(columns[0]?.counts ?? {}).reduce((sum, each) => sum + each, 0);
    expect(first).toBe(causes.reduce((sum, { opened }) => sum + opened, 0));
  });
});
