import { describe, expect, it } from 'vitest';
import type { ModeStretch } from '@/server/domain/mode-stretch';
import type { Region } from '@/server/domain/region';
import { modeBands } from './mode-bands';
import type { PressureView } from './pressure-points';

const MINUTE_MS = 60_000;
const NOON = Date.UTC(2026, 10, 27, 12);
const at = (minute: number): number => NOON + minute * MINUTE_MS;

/** An hour from noon, as each region tells of its mode. */
const viewOf = (modes: Readonly<Record<Region, readonly [ModeStretch['state'], number][] | null>>): PressureView => ({
  regions: (['east', 'west'] as const).map((region) => {
    const own = modes[region];
    return {
      region,
      history:
        own === null
          ? null
          : {
              region,
              nowMs: at(60),
              window: '1h' as const,
              fromMs: NOON,
              stepMs: 60_000,
              points: [],
              modes: own.map(([state, minute]) => ({ state, fromMs: at(minute) })),
            },
    };
  }),
});

describe('the bands of a chart', () => {
  it('are every episode that its time saw, the ones that are over, too', () => {
    const view = viewOf({
      east: [
        ['degraded', -5],
        ['recovering', 2],
        ['normal', 4],
        ['degraded', 20],
        ['normal', 25],
        ['degraded', 58],
      ],
      west: [['normal', -90]],
    });
    expect(modeBands(view, 'both').map(({ words }) => words)).toEqual([
      'degraded 11:55:00 to 12:04:00',
      'degraded 12:20:00 to 12:25:00',
      'degraded since 12:58:00',
    ]);
    expect(modeBands(view, 'west')).toEqual([]);
  });

  it('are one band where both regions were out of normal, and leave out what was over before', () => {
    const view = viewOf({
      east: [
        ['degraded', 10],
        ['normal', 20],
      ],
      west: [
        ['degraded', -30],
        ['normal', -20],
        ['degraded', 11],
        ['recovering', 18],
        ['normal', 30],
      ],
    });
    expect(modeBands(view, 'both').map(({ fromMs, untilMs }) => [fromMs, untilMs])).toEqual([[at(10), at(30)]]);
    expect(modeBands(view, 'east').map(({ untilMs }) => untilMs)).toEqual([at(20)]);
  });

  it('have their names where these do not meet, the newest first', () => {
    const view = viewOf({
      east: [
        ['degraded', 1],
        ['normal', 2],
        ['degraded', 45],
        ['normal', 46],
        ['degraded', 50],
      ],
      west: null,
    });
    expect(modeBands(view, 'both').map(({ named }) => named)).toEqual([true, false, true]);
  });

  it('have their names before their end where they began too late for one, and then nothing else stands there', () => {
    const since = (minute: number, until: number) =>
      viewOf({
        east: [
          ['degraded', minute],
          ['normal', until],
          ['degraded', 50],
        ],
        west: null,
      });
    const names = (view: PressureView) =>
      modeBands(view, 'both').map(({ named, namedAtEnd }) => (named ? (namedAtEnd ? 'end' : 'begin') : 'none'));
    expect(names(since(5, 10))).toEqual(['begin', 'end']);
    expect(names(since(20, 25))).toEqual(['none', 'end']);
  });
});
