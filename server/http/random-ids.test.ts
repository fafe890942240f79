import { describe, expect, it } from 'vitest';
import { newRequestId, newSpanId, newTraceId } from './random-ids';

/** More than are drawn at a time, several times over. */
const MANY = 5_000;

describe('ids from bytes drawn many at a time', () => {
  it('never gives the same twice, also past the end of what was drawn', () => {
    for (const next of [newRequestId, newTraceId, newSpanId])
      expect(new Set(Array.from({ length: MANY }, () => next())).size).toBe(MANY);
  });

  it('gives the forms that callers and traces know', () => {
    expect(newRequestId()).toMatch(/^[A-Za-z0-9._-]{8,64}$/);
    expect(newTraceId()).toMatch(/^[0-9a-f]{32}$/);
    expect(newSpanId()).toMatch(/^[0-9a-f]{16}$/);
  });

  it('shares no bytes between ids drawn one after the other', () => {
    const drawn = Array.from({ length: MANY }, () => newTraceId() + newSpanId());
    const halves = drawn.flatMap((hex) => [hex.slice(0, 16), hex.slice(16, 32), hex.slice(32)]);
    expect(new Set(halves).size).toBe(MANY * 3);
  });
});
