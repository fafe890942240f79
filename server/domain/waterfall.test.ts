import { describe, expect, it } from 'vitest';
import type { TraceSpan } from './trace-span';
import { waterfall } from './waterfall';

let n = 0;
const span = (
  name: string,
  startedAtMs: number,
  durationMs: number,
  parentSpanId: string | null = null,
): TraceSpan => ({
  traceId: 'a'.repeat(32),
  spanId: `span-${++n}`,
  parentSpanId,
  name,
  kind: 'inner',
  region: 'east',
  role: 'web',
  startedAtMs,
  durationMs,
  outcome: null,
  failed: false,
  ids: {},
});

describe('the waterfall of a trace', () => {
  it('is nothing without spans', () => {
    expect(waterfall([])).toBeNull();
  });

  it('puts each step under the one that it is a part of, whatever order the processes told them in', () => {
    const answer = span('answer', 1_000, 300);
    const place = span('place', 1_010, 40, answer.spanId);
    const provider = span('provider', 1_060, 200, answer.spanId);
    const decide = span('decide', 1_400, 100, 'the caller’s own');
    const drawn = waterfall([decide, provider, answer, place]);
    expect(drawn?.rows.map(({ span: { name }, depth }) => [name, depth])).toEqual([
      ['answer', 0],
      ['place', 1],
      ['provider', 1],
      ['decide', 0],
    ]);
    expect(drawn).toMatchObject({ startedAtMs: 1_000, tookMs: 500 });
    expect(drawn?.rows.map(({ from, length }) => [from, length])).toEqual([
      [0, 0.6],
      [0.02, 0.08],
      [0.12, 0.4],
      [0.8, 0.2],
    ]);
  });

  it('finds where nothing ran: what waited in a queue', () => {
    const answer = span('answer', 0, 300);
    const inner = span('place', 10, 20, answer.spanId);
    const decide = span('decide', 400, 50);
    const mail = span('mail', 1_000, 5);
    const drawn = waterfall([mail, decide, inner, answer]);
    expect(drawn?.gaps).toEqual([
      { afterSpanId: decide.spanId, ms: 550 },
      { afterSpanId: answer.spanId, ms: 100 },
    ]);
  });

  it('draws one instant', () => {
    expect(waterfall([span('point', 5, 0)])?.rows[0]).toMatchObject({ from: 0, length: 0 });
  });
});
