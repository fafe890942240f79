import { describe, expect, it } from 'vitest';
import { LINE_BURST_MS, LINE_STANDING_MS, mostWaiting, waitAtMostMs } from './standing-line';

describe('a line before places', () => {
  it('holds a burst for a second, and many of it', () => {
    expect(waitAtMostMs(0, LINE_BURST_MS - 1)).toBe(LINE_BURST_MS);
    expect(mostWaiting(0, LINE_BURST_MS - 1, 6)).toBe(200);
  });

  it('once it stands, holds few and not for long: as many as keep the places full', () => {
    expect(waitAtMostMs(0, LINE_BURST_MS)).toBe(LINE_STANDING_MS);
    expect(mostWaiting(0, LINE_BURST_MS, 6)).toBe(3);
    expect(mostWaiting(0, LINE_BURST_MS, 7)).toBe(4);
    expect(mostWaiting(0, LINE_BURST_MS, 10_000)).toBe(200);
  });
});
