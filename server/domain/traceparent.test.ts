import { describe, expect, it } from 'vitest';
import { formatTraceparent, parseTraceparent } from './traceparent';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

describe('traceparent', () => {
  it('continues a valid header unchanged', () => {
    for (const header of [`00-${TRACE}-${PARENT}-01`, `00-${TRACE}-${PARENT}-00`]) {
      const parsed = parseTraceparent(header);
      expect(parsed && formatTraceparent(parsed)).toBe(header);
    }
  });

  it('reads a later version as far as it is known', () => {
    expect(parseTraceparent(`cc-${TRACE}-${PARENT}-01-what-the-future-holds`)?.traceId).toBe(TRACE);
    expect(parseTraceparent(`01-${TRACE}-${PARENT}-09`)?.sampled).toBe(true);
  });

  it.each([
    ['empty', ''],
    ['version ff', `ff-${TRACE}-${PARENT}-01`],
    ['version 00 with more after it', `00-${TRACE}-${PARENT}-01-x`],
    ['a later version with more glued on', `01-${TRACE}-${PARENT}-01x`],
    ['an all-zero trace', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['an all-zero parent', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['upper case', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
    ['blanks around', ` 00-${TRACE}-${PARENT}-01`],
    ['a line break', `00-${TRACE}-${PARENT}-01\n`],
  ])('ignores %s', (_, header) => {
    expect(parseTraceparent(header)).toBeNull();
  });
});
