import { describe, expect, test } from 'vitest';
import { EXIT_LINES, type ExitLine, type ExitLineName } from '@/server/domain/exit-evidence';
import { exitRows, heldBy } from './exit-rows';

const AT = Date.UTC(2026, 10, 27, 10, 31, 40);
const line = (name: ExitLineName, change: Partial<ExitLine> = {}): ExitLine => ({
  line: name,
  now: 0,
  limit: 0,
  holds: true,
  witness: {},
  ...change,
});
const region = (name: string, changes: Partial<Record<ExitLineName, Partial<ExitLine>>> = {}) => ({
  region: name,
  checkedAtMs: AT,
  lines: EXIT_LINES.map((each) => line(each, changes[each])),
});
const rowOf = (name: ExitLineName, ...checks: Parameters<typeof exitRows>[0]) =>
  exitRows(checks).find((row) => row.line === name);

describe('both checklists as one', () => {
  test('add counts and keep the oldest of ages', () => {
    const east = region('east', {
      agreement: { now: 120, limit: 120 },
      oldest_pending: { now: 60_000, limit: 600_000 },
    });
    const west = region('west', {
      agreement: { now: 80, limit: 80 },
      oldest_pending: { now: 252_000, limit: 600_000 },
    });
    expect(rowOf('agreement', east, west)).toMatchObject({ now: '200 of 200', holds: true });
    expect(rowOf('oldest_pending', east, west)).toMatchObject({ now: '4 min 12 s', limit: 'under 10 min' });
    expect(heldBy(exitRows([east, west]))).toBeNull();
  });

  test('do not hold where one region does not, and say what holds them', () => {
    const west = region('west', {
      authorizations_undecided: { now: 3, holds: false, witness: { order_ids: ['order-9'] } },
    });
    const rows = exitRows([region('east'), west]);
    expect(rows.filter(({ holds }) => !holds).map(({ number }) => number)).toEqual([3]);
    expect(heldBy(rows)).toEqual({
      line: 'Held by line 3:',
      why: '3 authorizations have neither a decision nor a case.',
    });
    expect(rows[2]?.link).toEqual({ href: '/console/orders/order-9', text: 'Open the order' });
  });

  test('hold nothing of a region that was not reached, or that nobody has read', () => {
    const silent = exitRows([region('east'), { region: 'west', lines: null, checkedAtMs: null }]);
    expect(silent.some(({ holds }) => holds)).toBe(false);
    expect(heldBy(silent)?.why).toContain('region west was not reached.');
    const unread = exitRows([region('east'), { region: 'west', lines: [], checkedAtMs: null }]);
    expect(unread.some(({ holds }) => holds)).toBe(false);
    expect(exitRows([]).some(({ holds }) => holds)).toBe(false);
  });

  test('do not know a value that one region does not know', () => {
    const east = region('east', { other_region: { now: null, holds: false } });
    expect(rowOf('other_region', east, region('west'))).toMatchObject({ now: 'not known', holds: false });
  });
});
