import { describe, expect, it } from 'vitest';
import { NO_LATENCY } from '@/server/domain/latency-histogram';
import type { PressureMeasures } from '@/server/domain/pressure/pressure';
import { readPressure } from '@/server/domain/pressure/reading';
import { figureWords, PRESSURE_CHARTS, scaleOf, scaleWords } from './pressure-charts-list';
import { drawnPoints, lostSpans, type PressureView, silentRegions } from './pressure-points';

const reading = (measures: PressureMeasures) => readPressure({ measures, latency: NO_LATENCY, samples: 1 }, 10_000);
const history = (region: 'east' | 'west', points: readonly [number, PressureMeasures | null][]) => ({
  region,
  history: {
    region,
    nowMs: 40_000,
    window: '15m' as const,
    fromMs: 0,
    stepMs: 10_000,
    modes: [],
    points: points.map(([atMs, measures]) => ({ atMs, reading: measures === null ? null : reading(measures) })),
  },
});

describe('the points of a chart', () => {
  const view: PressureView = {
    regions: [
      history('east', [
        [0, { confirmation_queue: 3, confirmation_queue_oldest_ms: 100 }],
        [10_000, null],
        [20_000, null],
        [30_000, { confirmation_queue: 1 }],
      ]),
      history('west', [
        [0, { confirmation_queue: 2, confirmation_queue_oldest_ms: 900 }],
        [10_000, { confirmation_queue: 9 }],
      ]),
    ],
  };

  it('add the work of both regions and take the worse age; what one did not measure is told by the other', () => {
    const points = drawnPoints(view, 'both');
    expect(points.map(({ reading: each }) => each?.confirmation_queue ?? null)).toEqual([5, 9, null, 1]);
    expect(points[0]?.reading?.confirmation_queue_oldest_ms).toBe(900);
  });

  it('are one region’s alone when it is asked for, with its lost time as a span', () => {
    const points = drawnPoints(view, 'east');
    expect(points.map(({ reading: each }) => each?.confirmation_queue ?? null)).toEqual([3, null, null, 1]);
    expect(lostSpans(points, 10_000)).toEqual([{ fromMs: 10_000, toMs: 30_000 }]);
  });

  it('name the region that did not answer, and only when it was asked for', () => {
    const half: PressureView = { regions: [history('east', []), { region: 'west', history: null }] };
    expect(silentRegions(half, 'both')).toEqual(['west']);
    expect(silentRegions(half, 'east')).toEqual([]);
  });
});

describe('a figure in a chart', () => {
  it('is a dash when nothing was measured, and never a zero', () => {
    for (const { unit } of PRESSURE_CHARTS) expect(figureWords(null, unit)).toBe('–');
  });

  it.each([
    [940, 'ms', '940 ms'],
    [3_910, 'ms', '3.91 s'],
    [0.098, 'share', '9.8 %'],
    [18_000, 'age', '18 s'],
    [6.2, 'a_minute', '372'],
  ] as const)('%f %s reads %s', (value, unit, words) => expect(figureWords(value, unit)).toBe(words));

  it.each([
    [600, 900, 'ms', '600 ms'],
    [2_500, 7_500, 'ms', '2.5 s'],
    [0.05, 0.15, 'share', '5 %'],
  ] as const)('%f of %f %s stands at the scale with its unit', (value, top, unit, words) =>
    expect(scaleWords(value, unit, top)).toBe(words.replace(' ', '\u00a0')),
  );

  it('fits its scale, whose steps are even and few', () => {
    for (const highest of [0.07, 1, 7, 130, 2_400, 6_120]) {
      const scale = scaleOf(highest);
      expect(scale).toHaveLength(4);
      expect(scale.at(-1)).toBeGreaterThanOrEqual(highest);
      expect(scale.at(-1)).toBeLessThanOrEqual(highest * 3);
    }
  });
});
