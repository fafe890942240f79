import { describe, expect, it } from 'vitest';
import { CASE_KINDS, CASE_REASONS, claimantOf } from './reconciliation-case';

describe('a case', () => {
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
