import { describe, expect, test } from 'vitest';
import type { ControlReading } from '../domain/control-acknowledgement';
import { ALWAYS_NORMAL } from '../domain/degraded-mode';
import type { Clock } from '../ports/clock';
import type { ControlRecord } from '../stores/controls';
import { CONTROLS_HELD_MS, ControlReader } from './control-reader';

function given() {
  let nowMs = 0;
  const clock: Clock = { nowMs: () => nowMs, sleep: async () => undefined };
  let records: readonly ControlRecord[] = [];
  let isAway = false;
  const said: ControlReading[] = [];
  const reader = new ControlReader({
    process: 'web-1',
    role: 'web',
    region: 'east',
    clock,
    controls: {
      list: async () => {
        if (isAway) throw new Error('the records are away');
        return [...records];
      },
    },
    modes: {
      get: async () => ({ mode: ALWAYS_NORMAL, change: null, reason: null, changedBy: null, changedAtMs: null }),
    },
    readers: { acknowledge: async (reading) => void said.push(structuredClone(reading)) },
  });
  const pause = (version: number, paused: boolean) => {
    const made = { reason: 'r', changedBy: 'x', changedAtMs: 0, origin: 'east' };
    records = [{ name: 'payments_paused', value: { paused }, version, ...made }];
  };
  return {
    reader,
    said,
    pause,
    advance: (ms: number) => {
      nowMs += ms;
    },
    setAway: (away: boolean) => {
      isAway = away;
    },
  };
}

describe('a process', () => {
  test('that has not read the switches yet holds no position', () => {
    expect(given().reader.current()).toBeNull();
  });

  test('applies a version, then says so, with the time', async () => {
    const { advance, pause, reader, said } = given();
    advance(7);
    pause(3, true);
    await reader.refresh();
    expect(reader.current()?.pauses).toHaveLength(1);
    expect(said).toEqual([{ process: 'web-1', applied: { payments_paused: [3, 7] } }]);
  });

  test('that cannot read them any more goes by the last for a moment, then by none', async () => {
    const { advance, reader, setAway } = given();
    await reader.refresh();
    setAway(true);
    advance(CONTROLS_HELD_MS);
    expect(reader.current()).not.toBeNull();
    advance(1);
    expect(reader.current()).toBeNull();
  });

  test('that was frozen and wakes up admits nothing by its old position', async () => {
    const { advance, pause, reader } = given();
    pause(1, false);
    await reader.refresh();
    pause(2, true);
    advance(60_000);
    expect(reader.current()).toBeNull();
    await reader.refresh();
    expect(reader.current()?.pauses).toHaveLength(1);
  });

  test('says again that it lives, and does not say the same at every round', async () => {
    const { advance, reader, said } = given();
    await reader.refresh();
    await reader.refresh();
    expect(said).toHaveLength(1);
    advance(2_000);
    await reader.refresh();
    expect(said).toHaveLength(2);
  });
});
