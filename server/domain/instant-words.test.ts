import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clockMillisecond,
  clockMinute,
  clockNear,
  clockSecond,
  countdown,
  elapsed,
  millisecondNear,
  roughSpan,
  span,
} from './instant-words';

const at = Date.UTC(2025, 10, 24, 10, 2, 7, 21);

describe('instants in words', () => {
  it('are told in the zone handed in', () => {
    expect(clockMinute(at, 'UTC')).toBe('10:02');
    expect(clockSecond(at, 'Europe/Paris')).toBe('11:02:07');
    expect(clockMillisecond(at, 'UTC')).toBe('10:02:07.021');
    expect(clockMinute(Date.UTC(2025, 0, 1), 'UTC')).toBe('00:00');
  });

  it('are told with their day where it is another one, in that zone', () => {
    expect(clockNear(at, at + 3_600_000, 'UTC')).toBe('10:02:07');
    expect(clockNear(at, at + 86_400_000, 'UTC')).toBe('24 Nov 10:02:07');
    expect(clockNear(at, at - 86_400_000, 'UTC')).toBe('24 Nov 10:02:07');
    expect(millisecondNear(at, Date.UTC(2026, 10, 24, 12), 'UTC')).toBe('24 Nov 10:02:07.021');
    // half past eleven of the same evening is the next day further east
    const evening = Date.UTC(2025, 10, 24, 23, 30);
    expect(clockNear(at, evening, 'UTC')).toBe('10:02:07');
    expect(clockNear(at, evening, 'Europe/Paris')).toBe('24 Nov 11:02:07');
  });

  it.each([
    [0, '0 ms'],
    [3, '3 ms'],
    [1_970, '1.97 s'],
    [14_391, '14.3 s'],
    [41_000, '41 s'],
    [59_999, '59.9 s'],
    [60_000, '1 min'],
    [76_492, '1 min 16 s'],
    [7_500_000, '2 h 5 min'],
    [273_600_000, '3 d 4 h'],
    [-5, '0 ms'],
  ])('a span of %i ms is %s', (ms, words) => {
    expect(span(ms)).toBe(words);
  });

  it('an age is never told longer than it is', () => {
    expect([59_999, 367_000, 3_599_999, 7_200_000, 172_800_000].map(roughSpan)).toEqual([
      '59 s',
      '6 min',
      '59 min',
      '2 h',
      '2 d',
    ]);
  });

  it('what goes on is told in whole seconds, and begins at none', () => {
    expect([-5, 0, 999, 9_400, 76_900].map(elapsed)).toEqual(['0 s', '0 s', '0 s', '9 s', '1 min 16 s']);
  });

  it('a countdown never says zero while time is left', () => {
    expect([1, 40_001, 106_000].map(countdown)).toEqual(['1 s', '41 s', '1 min 46 s']);
    fc.assert(fc.property(fc.integer({ min: 1, max: 10 ** 9 }), (ms) => !/^0/.test(countdown(ms))));
  });
});
