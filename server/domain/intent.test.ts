import { describe, expect, it } from 'vitest';
import { intentExpired, intentExpiresAt } from './intent';

describe('intent', () => {
  it('is kept for 30 minutes, to the millisecond', () => {
    expect(intentExpired(0, intentExpiresAt(0) - 1)).toBe(false);
    expect(intentExpired(0, intentExpiresAt(0))).toBe(true);
  });
});
