import { describe, expect, it } from 'vitest';
import { LINE_BURST_MS, LINE_STANDING_MS, type LineSeen, mostWaiting, waitAtMostMs } from './standing-line';

const NOW = 1_000_000;
const seen = (emptyAgoMs: number, refusedAgoMs: number | null = null): LineSeen => ({
  emptyAtMs: NOW - emptyAgoMs,
  refusedAtMs: refusedAgoMs === null ? null : NOW - refusedAgoMs,
});

describe('a line before places', () => {
  it('holds a burst for a second, and many of it', () => {
    for (const burst of [seen(0), seen(LINE_BURST_MS - 1), seen(0, LINE_BURST_MS)]) {
      expect(waitAtMostMs(burst, NOW)).toBe(LINE_BURST_MS);
      expect(mostWaiting(burst, NOW, 6)).toBe(200);
    }
  });

  it('once it stands, holds few and not for long: as many as keep the places full', () => {
    expect(waitAtMostMs(seen(LINE_BURST_MS), NOW)).toBe(LINE_STANDING_MS);
    expect(mostWaiting(seen(LINE_BURST_MS), NOW, 8)).toBe(2);
    expect(mostWaiting(seen(LINE_BURST_MS), NOW, 9)).toBe(3);
    expect(mostWaiting(seen(LINE_BURST_MS), NOW, 10_000)).toBe(200);
  });

  it('stands while a crowd is turned away, also when it ran empty by chance', () => {
    const crowded = seen(0, LINE_BURST_MS - 1);
    expect(waitAtMostMs(crowded, NOW)).toBe(LINE_STANDING_MS);
    expect(mostWaiting(crowded, NOW, 8)).toBe(2);
  });
});
