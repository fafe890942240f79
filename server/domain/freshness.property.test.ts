import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  behindMs,
  type Copy,
  copyAsOfMs,
  FRESH_ENOUGH_MS,
  freshnessOfCopy,
  laterSeen,
  mayAnswer,
  mayBeLastKnown,
  NOTHING_SEEN,
  type Seen,
} from './freshness';

const NOW = 1_000_000;
const instant = fc.integer({ min: 0, max: NOW });
const seen: fc.Arbitrary<Seen> = fc.record({ version: fc.integer({ min: 0, max: 9 }), asOfMs: instant });
const completeness = fc.record({ completeUntilMs: instant, saidAtMs: instant, receivedAtMs: instant });
const copy: fc.Arbitrary<Copy> = fc.record({
  version: fc.integer({ min: 1, max: 9 }),
  toldAtMs: instant,
  completeness: fc.option(completeness),
});

describe('a copy', () => {
  it('never answers with an earlier version, nor with an earlier look at the same one', () => {
    fc.assert(
      fc.property(copy, seen, (kept, shown) => {
        if (!mayAnswer(kept, shown, NOW)) return;
        expect(kept.version).toBeGreaterThanOrEqual(shown.version);
        if (kept.version === shown.version) expect(copyAsOfMs(kept)).toBeGreaterThanOrEqual(shown.asOfMs);
      }),
    );
  });

  it('never answers past the boundary, nor while nobody told how complete it is', () => {
    fc.assert(
      fc.property(copy, seen, (kept, shown) => {
        if (mayAnswer(kept, shown, NOW)) expect(behindMs(kept.completeness, NOW)).toBeLessThanOrEqual(FRESH_ENOUGH_MS);
      }),
    );
    expect(mayAnswer({ version: 9, toldAtMs: NOW, completeness: null }, NOTHING_SEEN, NOW)).toBe(false);
  });

  it('is never the last known of a session that has seen more', () => {
    fc.assert(fc.property(copy, seen, (kept, shown) => !mayBeLastKnown(kept, shown) || kept.version >= shown.version));
  });

  it('says how old it is, at least as old as by either clock', () => {
    fc.assert(
      fc.property(copy, (kept) => {
        const { asOfMs, behindMs: behind } = freshnessOfCopy(kept, 'replica', 'east', NOW);
        expect(asOfMs).toBe(copyAsOfMs(kept));
        expect(Number.isFinite(behind)).toBe(true);
        if (kept.completeness !== null) expect(behind).toBeGreaterThanOrEqual(NOW - kept.completeness.completeUntilMs);
      }),
    );
  });

  it('that was told of long ago and comes late is not young', () => {
    expect(behindMs({ completeUntilMs: NOW - 60_000, saidAtMs: NOW - 60_000, receivedAtMs: NOW }, NOW)).toBe(60_000);
  });

  it('is not young because this clock runs behind', () => {
    const ahead = { completeUntilMs: NOW + 30_000, saidAtMs: NOW + 30_000, receivedAtMs: NOW - 20_000 };
    expect(behindMs(ahead, NOW)).toBe(20_000);
  });
});

it('what a session has seen never shrinks', () => {
  fc.assert(
    fc.property(seen, seen, (a, b) => {
      const later = laterSeen(a, b);
      expect(later.version).toBe(Math.max(a.version, b.version));
      expect([a, b]).toContainEqual(later);
    }),
  );
});
