import { describe, expect, it } from 'vitest';
import { chained, lookup, resubmit, unansweredStory } from './evidence.examples';
import { type Trace, traceOf } from './trace-bars';

const evidence = chained([...unansweredStory, lookup(1, 4_000), ...resubmit(2, 60_000)]);
const [submitted] = evidence;
const drawn = (trace: Trace | null) =>
  trace?.bars.map(({ answered, fromMs, name, tookMs }) => [name, fromMs, tookMs, answered]);

describe('the trace of a row', () => {
  it('has each step on one scale, and a call without an answer for as long as it was open', () => {
    const trace = submitted ? traceOf(evidence, submitted) : null;
    expect(drawn(trace)).toEqual([
      ['order: save intent', 0, 8, true],
      ['inventory: reserve', 8, 13, true],
      ['payment: intent to call', 21, 8, true],
      ['provider call', 33, 1_970, false],
      ['gateway waits', 0, 2_003, true],
      ['order: decide', 2_003, 5, true],
      ['customer: answer', 2_008, 3, true],
      ['provider: look-up', 4_000, null, true],
    ]);
    expect(trace).toMatchObject({ spanMs: 4_000, later: 2 });
  });

  it('is the same from whichever of its rows it is asked', () => {
    const traces = evidence.map((row) => traceOf(evidence, row));
    for (const trace of traces) expect(trace).toEqual(traces[0]);
  });

  it('is none where a row is alone in it, or in none', () => {
    const [alone] = chained([{ lane: 'customer', kind: 'order_submitted', traceId: 'b' }]);
    const [without] = chained([{ lane: 'operator', kind: 'note_added', traceId: null }]);
    for (const row of [alone, without]) if (row) expect(traceOf([...evidence, row], row)).toBeNull();
    expect(alone).toBeDefined();
  });
});
