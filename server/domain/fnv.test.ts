import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fnv1a64 } from './fnv';

describe('fnv1a64', () => {
  it('gives the published test vectors', () => {
    expect(fnv1a64('')).toBe(0xcbf29ce484222325n);
    expect(fnv1a64('a')).toBe(0xaf63dc4c8601ec8cn);
    expect(fnv1a64('foobar')).toBe(0x85944171f73967e8n);
  });

  it('agrees with the textbook form in whole numbers of any size', () => {
    const textbook = (text: string) =>
      new TextEncoder()
        .encode(text)
        .reduce((hash, byte) => BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n), 0xcbf29ce484222325n);
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => fnv1a64(text) === textbook(text)));
  });
});
