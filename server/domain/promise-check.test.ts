import { describe, expect, it } from 'vitest';
import { auditSpan, PROMISE_STALE_AFTER_MS, type PromiseCheck, promiseStanding } from './promise-check';

const T = 1_000_000;
const check = (broken: number): PromiseCheck => ({
  number: 1,
  checkedAtMs: T,
  tookMs: 5,
  orders: 10,
  ordersChecked: 3,
  broken,
  sample: [],
});

describe('the promise is said to hold', () => {
  it.each([
    ['never of what nobody looked at', null, T, 'not_checked'],
    ['of what was looked at and is sound', check(0), T, 'holds'],
    ['until the millisecond at which the check is old', check(0), T + PROMISE_STALE_AFTER_MS - 1, 'holds'],
    ['not from that millisecond on', check(0), T + PROMISE_STALE_AFTER_MS, 'stale'],
    ['never of what was found broken', check(1), T, 'broken'],
    ['nor because the check that found it is old', check(1), T + PROMISE_STALE_AFTER_MS, 'broken'],
  ])('%s', (_says, given, nowMs, standing) => {
    expect(promiseStanding(given, nowMs)).toBe(standing);
  });
});

describe('the audit', () => {
  const covered = (verifiedSeq: number, slice: number, checks: number) => {
    const seen = new Set<number>();
    for (let number = 1; number <= checks; number++) {
      const [after, to] = auditSpan(number, verifiedSeq, verifiedSeq, slice).again;
      for (let seq = after + 1; seq <= to; seq++) seen.add(seq);
    }
    return seen.size;
  };

  it.each([
    [0, 500, 1],
    [7, 500, 1],
    [500, 500, 1],
    [501, 500, 2],
    [10_001, 500, 21],
  ])('of %i entries is verified again, %i at a time, within %i checks', (entries, slice, checks) => {
    expect(covered(entries, slice, checks)).toBe(entries);
  });

  it('is always read from where it was verified, up to where it stood', () => {
    expect(auditSpan(3, 40, 41, 10)).toEqual({ afterSeq: 40, headSeq: 41, again: [30, 40] });
  });
});
