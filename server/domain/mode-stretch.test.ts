import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ModeStretch, outOfNormal, together } from './mode-stretch';

const stretch = (state: ModeStretch['state'], fromMs: number): ModeStretch => ({ state, fromMs });

describe('the time out of normal', () => {
  it('is from entering to normal, over every step in between', () => {
    const seen = outOfNormal([
      stretch('normal', 0),
      stretch('degraded', 10),
      stretch('degraded', 20),
      stretch('recovering', 30),
      stretch('degraded', 35),
      stretch('recovering', 40),
      stretch('normal', 50),
      stretch('degraded', 70),
    ]);
    expect(seen).toEqual([
      { fromMs: 10, untilMs: 50, state: 'recovering' },
      { fromMs: 70, untilMs: null, state: 'degraded' },
    ]);
  });

  it('of two regions is one where it overlaps, and degraded while one of them is', () => {
    const east = [
      { fromMs: 10, untilMs: 50, state: 'recovering' },
      { fromMs: 90, untilMs: null, state: 'recovering' },
    ] as const;
    const west = [
      { fromMs: 40, untilMs: 60, state: 'recovering' },
      { fromMs: 70, untilMs: 80, state: 'recovering' },
      { fromMs: 95, untilMs: null, state: 'degraded' },
    ] as const;
    expect(together([...east, ...west])).toEqual([
      { fromMs: 10, untilMs: 60, state: 'recovering' },
      { fromMs: 70, untilMs: 80, state: 'recovering' },
      { fromMs: 90, untilMs: null, state: 'degraded' },
    ]);
  });

  it('covers what the spans cover and nothing else, and no two of it overlap', () => {
    const span = fc
      .record({ fromMs: fc.nat(200), lengthMs: fc.option(fc.integer({ min: 1, max: 50 })) })
      .map(({ fromMs, lengthMs }) => ({
        fromMs,
        untilMs: lengthMs === null ? null : fromMs + lengthMs,
        state: 'degraded' as const,
      }));
    const covers = (spans: readonly { fromMs: number; untilMs: number | null }[], ms: number) =>
      spans.filter(({ fromMs, untilMs }) => fromMs <= ms && ms < (untilMs ?? Number.POSITIVE_INFINITY)).length;
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12 }), (spans) => {
        const all = together(spans);
        for (let ms = 0; ms < 300; ms++) expect(covers(all, ms)).toBe(Math.min(1, covers(spans, ms)));
      }),
    );
  });
});
