import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LONGEST_WINDOW_MS,
  nextWindow,
  shorter,
  SHORTEST_WINDOW_MS,
  SWEEP_PASSES,
  type SweepPass,
  type SweepSettings,
  type SweepWindow,
  type SweptUntil,
} from './window';

const SETTINGS: SweepSettings = { intervalMs: 60_000, lagMs: 120_000 };
const T0 = Date.UTC(2026, 10, 23, 12, 0, 0, 250);
const HOUR = 3_600_000;

/** Sweeps whatever is due at each of these instants, as a worker does; `cut` may shorten a window. */
function sweptAt(instants: readonly number[], cut: (window: SweepWindow) => SweepWindow = (window) => window) {
  const done: (SweepWindow & { readonly sweptAtMs: number })[] = [];
  let until: SweptUntil = {};
  let begunAtMs: number | null = null;
  for (const nowMs of instants) {
    for (let rounds = 0; rounds < 200; rounds++) {
      const next = nextWindow(until, begunAtMs, SETTINGS, nowMs);
      if (next === null) break;
      const window = cut(next);
      begunAtMs ??= window.fromMs;
      until = { ...until, [window.pass]: window.toMs };
      done.push({ ...window, sweptAtMs: nowMs });
    }
  }
  return done;
}

const ofPass = (pass: SweepPass, done: ReturnType<typeof sweptAt>) => done.filter((each) => each.pass === pass);

describe('the windows of a sweep', () => {
  const pauses = fc.array(fc.oneof(fc.integer({ min: 1, max: 90_000 }), fc.integer({ min: 1, max: 40 * HOUR })), {
    minLength: 1,
    maxLength: 25,
  });
  const instants = pauses.map((all) => all.reduce((at, ms) => [...at, (at.at(-1) ?? T0) + ms], [T0]));

  it('leave no gap and no overlap in any pass, however irregularly somebody sweeps', () => {
    fc.assert(
      fc.property(instants, fc.boolean(), (all, cuts) => {
        const done = sweptAt(all, (window) => (cuts ? (shorter(window) ?? window) : window));
        for (const pass of SWEEP_PASSES) {
          const own = ofPass(pass, done);
          own.forEach((window, at) => {
            expect(window.followsMs).toBe(own[at - 1]?.toMs ?? null);
            expect(window.fromMs).toBe(own[at - 1]?.toMs ?? ofPass(1, done)[0]?.fromMs);
            expect(window.toMs).toBeGreaterThan(window.fromMs);
            expect(window.toMs - window.fromMs).toBeLessThanOrEqual(LONGEST_WINDOW_MS);
            expect([window.fromMs % 1_000, window.toMs % 1_000]).toEqual([0, 0]);
          });
        }
      }),
    );
  });

  it('hold nothing that is too young for their pass', () => {
    const age: Record<SweepPass, number> = { 1: 120_000, 2: 120_000 + HOUR, 3: 120_000 + 25 * HOUR };
    fc.assert(
      fc.property(instants, (all) => sweptAt(all).every(({ pass, sweptAtMs, toMs }) => sweptAtMs - toMs >= age[pass])),
    );
  });

  it('come each minute, and catch up in steps of an hour after an outage', () => {
    const minutes = Array.from({ length: 10 }, (_, minute) => T0 + minute * 60_000);
    expect(ofPass(1, sweptAt(minutes))).toHaveLength(10);
    const caughtUp = ofPass(1, sweptAt([T0, T0 + 5 * HOUR]));
    expect(caughtUp.map(({ fromMs, toMs }) => toMs - fromMs)).toEqual([60_000, ...Array(5).fill(HOUR)]);
  });

  it('come again an hour and a day and an hour later', () => {
    const minutes = Array.from({ length: 27 * 60 }, (_, minute) => T0 + minute * 60_000);
    const done = sweptAt(minutes);
    const first = ofPass(1, done)[0]?.fromMs;
    expect(ofPass(2, done)[0]).toMatchObject({ fromMs: first });
    expect(ofPass(3, done)[0]).toMatchObject({ fromMs: first });
    const lateBy = (pass: SweepPass) => (ofPass(pass, done)[0]?.sweptAtMs ?? 0) - (first ?? 0);
    expect(lateBy(2) / HOUR).toBeCloseTo(1.2, 1);
    expect(lateBy(3) / HOUR).toBeCloseTo(25.2, 1);
  });

  it('wait while the clock steps back', () => {
    expect(nextWindow({ 1: T0 }, T0 - HOUR, SETTINGS, T0 - HOUR)).toBeNull();
  });
});

describe('a window that holds too much', () => {
  it('is cut in halves down to one second, from the same beginning', () => {
    const lengths: number[] = [];
    for (
      let window: SweepWindow | null = { pass: 1, fromMs: T0, toMs: T0 + 60_000, followsMs: null };
      window !== null;
      window = shorter(window)
    ) {
      expect(window.fromMs).toBe(T0);
      lengths.push(window.toMs - window.fromMs);
    }
    expect(lengths).toEqual([60_000, 30_000, 15_000, 7_000, 3_000, SHORTEST_WINDOW_MS]);
  });
});
