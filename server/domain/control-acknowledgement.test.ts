import { describe, expect, test } from 'vitest';
import {
  acknowledgementOf,
  type ControlReading,
  PEER_HEARD_MS,
  peerAcknowledgementOf,
} from './control-acknowledgement';

const NAME = 'payments_paused';
const at = (process: string, version: number, atMs: number): ControlReading => ({
  process,
  applied: { [NAME]: [version, atMs] },
});

describe('a region acknowledges a switch', () => {
  test('when its last process has applied it, at that time', () => {
    expect(acknowledgementOf(NAME, 30, [at('a', 30, 100), at('b', 31, 140)])).toEqual({
      kind: 'acknowledged',
      version: 30,
      atMs: 140,
    });
  });

  test('not while one process goes by the version before', () => {
    expect(acknowledgementOf(NAME, 30, [at('a', 30, 100), at('b', 28, 90)])).toEqual({
      kind: 'applying',
      behind: 1,
      lastVersion: 28,
    });
  });

  test('not when nobody lives there', () => {
    expect(acknowledgementOf(NAME, 30, [])).toEqual({ kind: 'no_process' });
  });
});

describe('the other region', () => {
  const heard = { heardAtMs: 1_000, readings: [at('a', 28, 900)] };

  test('that was not heard is not reached, with what it last went by', () => {
    expect(peerAcknowledgementOf(NAME, 30, heard, 1_001 + PEER_HEARD_MS)).toEqual({
      kind: 'not_reached',
      sinceMs: 1_000,
      lastVersion: 28,
    });
  });

  test('is never green on an old word, even if that word was of this version', () => {
    expect(peerAcknowledgementOf(NAME, 28, heard, 1_001 + PEER_HEARD_MS).kind).toBe('not_reached');
    expect(peerAcknowledgementOf(NAME, 28, heard, 1_000 + PEER_HEARD_MS).kind).toBe('acknowledged');
  });

  test('that was never heard is not reached', () => {
    expect(peerAcknowledgementOf(NAME, 30, null, 0)).toEqual({ kind: 'not_reached', sinceMs: null, lastVersion: 0 });
  });
});
