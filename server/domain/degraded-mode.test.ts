import { describe, expect, test } from 'vitest';
import {
  ALWAYS_NORMAL,
  boundOf,
  entered,
  type Episode,
  joinedEarlier,
  type Mode,
  rampAdvice,
  type RampHolds,
  rampHeld,
  RAMP_STEPS,
  recoveryBegun,
  steppedBack,
  steppedUp,
  taken,
} from './degraded-mode';

const degraded = entered(ALWAYS_NORMAL, 'entered', 'episode:1', null, 1_000)?.next as Mode;
const recovering = recoveryBegun(degraded, 2_000)?.next as Mode;
const HOLDS: RampHolds = { 5: 100, 25: 200, 50: 200, 100: 100 };
const WELL = { breach: null, evidenceHolds: true };

describe('the mode', () => {
  test('is entered from normal alone, and keeps its episode until normal', () => {
    expect(degraded).toMatchObject({ state: 'degraded', episodeId: 'episode:1', enteredAtMs: 1_000, version: 1 });
    expect(entered(degraded, 'entered', 'episode:2', null, 0)).toBeNull();
    expect(recovering).toMatchObject({ state: 'recovering', episodeId: 'episode:1', rampPercent: 5, version: 2 });
  });

  test('goes out over every step and over no other way', () => {
    const steps: (number | string)[] = [];
    let mode = recovering;
    while (mode.state === 'recovering') {
      steps.push(mode.rampPercent);
      mode = steppedUp(mode, 0)?.next as Mode;
    }
    expect(steps).toEqual([...RAMP_STEPS]);
    expect(mode.state).toBe('normal');
    expect([recoveryBegun(ALWAYS_NORMAL, 0), steppedUp(degraded, 0), steppedUp(ALWAYS_NORMAL, 0)]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test('steps back one step, and from the first into degraded, where an agreement is used up', () => {
    const byGlass = recoveryBegun(degraded, 0, 'glass:1')?.next as Mode;
    expect(byGlass).toMatchObject({ glassId: 'glass:1' });
    expect(steppedBack(byGlass, 0)).toMatchObject({ change: 'relapsed', next: { state: 'degraded', glassId: null } });
    const further = steppedUp(recovering, 0)?.next as Mode;
    expect(steppedBack(further, 9)).toMatchObject({ change: 'stepped_back', next: { rampPercent: 5, stepSinceMs: 9 } });
    expect(steppedBack(degraded, 0)).toBeNull();
  });

  test('of two regions that entered at one time, the later goes into the earlier, and never both or none', () => {
    const enteredAt = (episodeId: string, ms: number) =>
      entered(ALWAYS_NORMAL, 'entered', episodeId, null, ms)?.next as Mode;
    for (const [eastMs, westMs] of [
      [1_000, 1_001],
      [1_001, 1_000],
      [1_000, 1_000],
    ] as const) {
      const [east, west] = [enteredAt('episode:east', eastMs), enteredAt('episode:west', westMs)];
      const moves = [joinedEarlier(east, west), joinedEarlier(west, east)];
      expect(moves.filter((move) => move !== null)).toHaveLength(1);
      const [eastAfter = east, westAfter = west] = moves.map((move) => move?.next);
      expect(eastAfter).toMatchObject({ state: 'degraded', enteredAtMs: eastMs });
      expect((eastAfter as Episode).episodeId).toBe((westAfter as Episode).episodeId);
    }
  });

  test('joins no episode that is over, on its way out or its own, and not on its own way out', () => {
    const later = entered(ALWAYS_NORMAL, 'entered', 'episode:later', 'staff:jo', 5_000)?.next as Mode;
    expect(joinedEarlier(later, degraded)).toMatchObject({
      change: 'joined',
      next: { episodeId: 'episode:1', owner: 'staff:jo', version: 2 },
    });
    expect(joinedEarlier(later, recovering)).toBeNull();
    expect(joinedEarlier(later, ALWAYS_NORMAL)).toBeNull();
    expect(joinedEarlier(degraded, degraded)).toBeNull();
    expect(joinedEarlier(recoveryBegun(later, 6_000)?.next as Mode, degraded)).toBeNull();
  });

  test('is taken by somebody once', () => {
    const mine = taken(degraded, 'staff:jo')?.next as Mode;
    expect(mine).toMatchObject({ owner: 'staff:jo', state: 'degraded' });
    expect(taken(mine, 'staff:jo')).toBeNull();
  });

  test('never admits more than its step, and sheds until it is normal', () => {
    expect([ALWAYS_NORMAL, degraded, recovering].map((mode) => boundOf(mode).rampPercent)).toEqual([100, 5, 5]);
    expect(boundOf(recovering).shed).toHaveLength(3);
    expect(boundOf(ALWAYS_NORMAL).shed).toEqual([]);
  });
});

describe('the ramp', () => {
  test('goes up when its step was held and the evidence holds', () => {
    expect(rampAdvice(recovering, WELL, HOLDS, 2_099)).toEqual({ kind: 'hold', untilMs: 2_100 });
    expect(rampAdvice(recovering, WELL, HOLDS, 2_100)).toEqual({ kind: 'step_up' });
  });

  test('stands while the evidence does not hold, however long', () => {
    expect(rampAdvice(recovering, { ...WELL, evidenceHolds: false }, HOLDS, 9_999_999).kind).toBe('hold');
  });

  test('steps back on a breach at once, also while it is paused', () => {
    const paused = rampHeld(recovering, true, 2_050)?.next as Mode;
    const breach = { breach: 'provider p95 over 1,500 ms for 5 s', evidenceHolds: true };
    expect(rampAdvice(paused, breach, HOLDS, 2_051)).toMatchObject({ kind: 'step_back', because: breach.breach });
  });

  test('that is paused stands, and holds its step anew when it goes on', () => {
    const paused = rampHeld(recovering, true, 2_050)?.next as Mode;
    expect(rampAdvice(paused, WELL, HOLDS, 9_999_999).kind).toBe('hold');
    const resumed = rampHeld(paused, false, 3_000)?.next as Mode;
    expect(rampAdvice(resumed, WELL, HOLDS, 3_099).kind).toBe('hold');
    expect(rampAdvice(resumed, WELL, HOLDS, 3_100).kind).toBe('step_up');
    expect(rampHeld(resumed, false, 0)).toBeNull();
  });

  test('gives no advice to a region that does not recover', () => {
    expect([degraded, ALWAYS_NORMAL].map((mode) => rampAdvice(mode, WELL, HOLDS, 9_999_999).kind)).toEqual([
      'nothing',
      'nothing',
    ]);
  });
});
