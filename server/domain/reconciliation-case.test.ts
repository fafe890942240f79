import { describe, expect, it } from 'vitest';
import { CASE_KINDS, CASE_REASONS, claimantOf, isPastDue } from './reconciliation-case';

describe('a case', () => {
  it('is past due from the very millisecond of its due time', () => {
    expect(isPastDue({ dueAtMs: 1_000 }, 999)).toBe(false);
    expect(isPastDue({ dueAtMs: 1_000 }, 1_000)).toBe(true);
  });

  it("is nobody's once its claim ran out", () => {
    const claimed = { owner: 'staff:ana@evident.test', ownerUntilMs: 1_000 };
    expect(claimantOf(claimed, 999)).toBe('staff:ana@evident.test');
    expect(claimantOf(claimed, 1_000)).toBeNull();
    expect(claimantOf({ owner: null, ownerUntilMs: null }, 0)).toBeNull();
  });

  it('has a sentence of its own for every reason', () => {
    expect(new Set(Object.values(CASE_KINDS).map(({ says }) => says)).size).toBe(CASE_REASONS.length);
  });
});
