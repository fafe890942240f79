import { describe, expect, it } from 'vitest';
import { LINK_TOLERANCE_MS } from '../ports/link-seal';
import type { LinkNonceStore } from '../stores/link-nonces';
import { LinkMemory } from './link-memory';

/** The region's nonces, as its processes share them. */
function sharedNonces() {
  const taken = new Set<string>();
  const nonces: LinkNonceStore = {
    takeIn: async (nonce) => !taken.has(nonce) && taken.add(nonce) !== undefined,
    forget: async () => undefined,
  };
  return { nonces, taken };
}
const call = (nonce: string, sentAtMs = 0, writes = true) => ({ nonce, sentAtMs, writes });

describe('the calls that were taken in', () => {
  it('takes each nonce once, for as long as its call can look fresh', async () => {
    const memory = new LinkMemory(1_000, sharedNonces().nonces);
    expect(await memory.takeIn(call('a', 1_000), 1_000)).toBe('new');
    expect(await memory.takeIn(call('a', 1_000), 1_001)).toBe('seen');
    expect(await memory.takeIn(call('a', 1_000), 1_000 + 2 * LINK_TOLERANCE_MS - 1)).toBe('seen');
    expect(await memory.takeIn(call('b', 1_000), 1_002)).toBe('new');
  });

  it('takes in once what writes, whichever process it comes to', async () => {
    const { nonces, taken } = sharedNonces();
    const [one, other] = [new LinkMemory(0, nonces), new LinkMemory(0, nonces)];
    expect(await one.takeIn(call('a'), 1)).toBe('new');
    expect(await other.takeIn(call('a'), 1)).toBe('seen');
    expect(await one.takeIn(call('b', 0, false), 1)).toBe('new');
    expect([...taken]).toEqual(['a']);
  });

  it('takes in nothing that was sent before the start', async () => {
    expect(await new LinkMemory(1_000, sharedNonces().nonces).takeIn(call('a', 999), 1_000)).toBe('before_start');
  });

  it('refuses beyond its capacity, and has room again once calls are too old to be used', async () => {
    const memory = new LinkMemory(0, sharedNonces().nonces, 2);
    await memory.takeIn(call('a'), 0);
    await memory.takeIn(call('b'), 0);
    expect(await memory.takeIn(call('c'), 0)).toBe('full');
    expect(await memory.takeIn(call('a'), 0)).toBe('seen');
    expect(await memory.takeIn(call('c', 2 * LINK_TOLERANCE_MS), 2 * LINK_TOLERANCE_MS)).toBe('new');
  });
});
