import { describe, expect, it } from 'vitest';
import { LONGEST_WINDOW_MS, nextWindow, shorter } from './ledger-sweep/window';
import { OWED_AGE_MS, owedWindow } from './owed-sweep';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T0 = Date.UTC(2026, 10, 27, 12);
const SETTINGS = { intervalMs: MINUTE, lagMs: 2 * MINUTE };
const owed = (untilMs: number) => ({ handOverId: 'ho_1', shard: 7, fromMs: T0, untilMs });

describe('what a hand-over left to sweep', () => {
  it('is swept from where the old owner was, in windows of the usual length, to where it ends', () => {
    expect(owedWindow(owed(T0 + 5 * MINUTE), SETTINGS)).toEqual({
      pass: 3,
      fromMs: T0,
      toMs: T0 + 5 * MINUTE,
      followsMs: T0,
      owed: { handOverId: 'ho_1', shard: 7 },
    });
    expect(owedWindow(owed(T0 + 30 * HOUR), SETTINGS).toMs).toBe(T0 + LONGEST_WINDOW_MS);
  });

  it('stays of its shard when a window is cut', () => {
    expect(shorter(owedWindow(owed(T0 + 5 * MINUTE), SETTINGS))?.owed).toEqual({ handOverId: 'ho_1', shard: 7 });
  });

  it('ends where no last pass has come yet when the shard changes hands, whatever the clocks say', () => {
    const begunAtMs = T0 - 100 * HOUR;
    const sweptUntil = { 1: T0 + HOUR, 2: T0 + HOUR, 3: T0 - 40 * HOUR };
    for (const skewMs of [-2 * MINUTE, 0, 2 * MINUTE]) {
      const window = nextWindow(sweptUntil, begunAtMs, { ...SETTINGS, lagMs: 0, longestMs: 99 * HOUR }, T0 + skewMs);
      expect(window?.pass).toBe(3);
      expect(window?.toMs).toBeLessThanOrEqual(T0 - OWED_AGE_MS);
    }
  });
});
