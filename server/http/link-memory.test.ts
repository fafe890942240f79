import { describe, expect, it } from 'vitest';
import { LINK_TOLERANCE_MS } from '../ports/link-seal';
import { LinkMemory } from './link-memory';

describe('the calls that were taken in', () => {
  it('takes each nonce once, for as long as its call can look fresh', () => {
    const memory = new LinkMemory(1_000);
    expect(memory.takeIn('a', 1_000, 1_000)).toBe('new');
    expect(memory.takeIn('a', 1_000, 1_001)).toBe('seen');
    expect(memory.takeIn('a', 1_000, 1_000 + 2 * LINK_TOLERANCE_MS - 1)).toBe('seen');
    expect(memory.takeIn('b', 1_000, 1_002)).toBe('new');
  });

  it('takes in nothing that was sent before the start', () => {
    expect(new LinkMemory(1_000).takeIn('a', 999, 1_000)).toBe('before_start');
  });

  it('refuses beyond its capacity, and has room again once calls are too old to be used', () => {
    const memory = new LinkMemory(0, 2);
    memory.takeIn('a', 0, 0);
    memory.takeIn('b', 0, 0);
    expect(memory.takeIn('c', 0, 0)).toBe('full');
    expect(memory.takeIn('a', 0, 0)).toBe('seen');
    expect(memory.takeIn('c', 2 * LINK_TOLERANCE_MS, 2 * LINK_TOLERANCE_MS)).toBe('new');
  });
});
