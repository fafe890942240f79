import { describe, expect, it } from 'vitest';
import { LINE_BURST_MS, LINE_STANDING_MS } from '../domain/standing-line';
import type { Clock } from '../ports/clock';
import { OrderIntake } from './order-intake';
import { PressureMeter } from './pressure-meter';

/** Time that only moves by hand; whoever sleeps wakes when it passed. */
function handClock() {
  let nowMs = 1_000_000;
  const sleepers = new Set<{ readonly atMs: number; wake(): void }>();
  const clock: Clock = {
    nowMs: () => nowMs,
    sleep: (ms) => new Promise((wake) => sleepers.add({ atMs: nowMs + ms, wake })),
  };
  return {
    clock,
    async advance(ms: number) {
      nowMs += ms;
      for (const sleeper of sleepers)
        if (sleeper.atMs <= nowMs) {
          sleepers.delete(sleeper);
          sleeper.wake();
        }
      await settled();
    },
  };
}
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function givenIntake() {
  const { advance, clock } = handClock();
  const meter = new PressureMeter('web-test');
  const random = { luck: () => 0.5, bytes: (count: number) => new Uint8Array(count) };
  const intake = new OrderIntake({ clock, random, meter });
  return { advance, intake, meter };
}

type Entry = Awaited<ReturnType<OrderIntake['enter']>>;

/** Everybody who came, and who was told what so far. */
function crowd(intake: OrderIntake, count: number) {
  const told: Entry[] = [];
  for (let each = 0; each < count; each++) void intake.enter().then((entry) => told.push(entry));
  return {
    in: () => told.filter((entry) => entry.admitted),
    refused: () => told.filter((entry) => !entry.admitted),
    told,
  };
}

describe('the intake of orders', () => {
  it('lets a burst wait for its places: a hundred that come at once are all served', async () => {
    const { advance, intake } = givenIntake();
    const all = crowd(intake, 100);
    await settled();
    const open = all.in().length;
    expect(open).toBeLessThan(100);
    for (let written = 0; written < 100; written++) {
      const entry = all.in()[written];
      if (entry?.admitted) entry.written();
      await settled();
    }
    await advance(LINE_BURST_MS);
    expect(all.in()).toHaveLength(100);
    expect(all.refused()).toHaveLength(0);
  });

  it('refuses soon, and says when to come back, once more come than go', async () => {
    const { advance, intake, meter } = givenIntake();
    const first = crowd(intake, 60);
    await settled();
    await advance(LINE_BURST_MS);
    expect(first.refused().length).toBeGreaterThan(0);
    expect(intake.isFull()).toBe(false);
    const later = crowd(intake, 20);
    await settled();
    // a quarter as many may wait as have a place; the others would wait in vain and are told at once
    expect(intake.isFull()).toBe(true);
    const atOnce = 20 - Math.ceil(first.in().length / 4);
    expect(later.refused()).toHaveLength(atOnce);
    await advance(LINE_STANDING_MS - 1);
    expect(later.told).toHaveLength(atOnce);
    await advance(1);
    expect(later.refused()).toHaveLength(20);
    for (const entry of later.refused()) if (!entry.admitted) expect(entry.retryAfterSeconds).toBeGreaterThanOrEqual(2);
    expect(meter.take(0).measures.rejected_intake).toBe(first.refused().length + 20);
  });

  it('is full neither while places are free nor while a burst waits, and counts whom the door turns away', async () => {
    const { intake, meter } = givenIntake();
    expect(intake.isFull()).toBe(false);
    const burst = crowd(intake, 150);
    await settled();
    expect(intake.isFull()).toBe(false);
    crowd(intake, 100);
    await settled();
    expect(intake.isFull()).toBe(true);
    const refused = meter.take(0).measures.rejected_intake ?? 0;
    expect(intake.refuse()).toBeGreaterThanOrEqual(2);
    expect(meter.take(0).measures.rejected_intake).toBe(1);
    expect(refused).toBe(250 - 200 - burst.in().length);
  });

  it('keeps the line short when it ran empty while a crowd was turned away', async () => {
    const { advance, intake } = givenIntake();
    const first = crowd(intake, 300);
    await settled();
    const places = first.in().length;
    expect(first.refused()).toHaveLength(300 - 200 - places);
    const serve = async (all: typeof first) => {
      for (let at = 0; at < all.in().length; at++) {
        const entry = all.in()[at];
        if (entry?.admitted) entry.answered();
        await settled();
      }
    };
    await serve(first);
    expect(first.in()).toHaveLength(200 + places);
    const second = crowd(intake, 100);
    await settled();
    expect(second.refused()).toHaveLength(100 - places - Math.ceil(places / 4));
    await serve(second);
    await advance(LINE_BURST_MS);
    const later = crowd(intake, 100);
    await settled();
    expect(later.refused()).toHaveLength(0);
  });

  it('takes a place for what it finishes whether there is one or not, and lets nobody in until there is', async () => {
    const { intake } = givenIntake();
    const first = crowd(intake, 200);
    await settled();
    const places = first.in().length;
    for (const entry of first.in()) if (entry.admitted) entry.written();
    await settled();
    // waiting for the provider takes no place: as many again were let in
    expect(first.in()).toHaveLength(places * 2);
    const begun = first.in().slice(0, places);
    for (const entry of begun) if (entry.admitted) entry.resumed();
    for (const entry of first.in().slice(places)) if (entry.admitted) entry.written();
    await settled();
    expect(first.in()).toHaveLength(places * 2);
    const [one, other] = begun;
    if (one?.admitted) for (let again = 0; again < 3; again++) one.answered();
    await settled();
    expect(first.in()).toHaveLength(places * 2 + 1);
    if (other?.admitted) {
      other.written();
      other.resumed();
      other.answered();
      other.resumed();
    }
    await settled();
    expect(first.in()).toHaveLength(places * 2 + 2);
  });

  it('gives a place back once, however often it is told so', async () => {
    const { intake } = givenIntake();
    const all = crowd(intake, 33);
    await settled();
    const open = all.in().length;
    const [one] = all.in();
    if (one?.admitted) for (let again = 0; again < 5; again++) one.written();
    await settled();
    expect(all.in()).toHaveLength(open + 1);
  });

  it('takes in fewer the slower the store writes, and more again when it does not', async () => {
    const { advance, intake, meter } = givenIntake();
    const write = async (ms: number, rounds: number) => {
      for (let round = 0; round < rounds; round++) {
        const all = crowd(intake, 40);
        await settled();
        await advance(ms);
        for (let at = 0; at < all.in().length; at++) {
          const entry = all.in()[at];
          if (entry?.admitted) entry.written();
          await settled();
        }
        await advance(LINE_BURST_MS);
      }
      return meter.take(0).measures.intake_limit ?? 0;
    };
    const slow = await write(2_000, 40);
    expect(slow).toBeLessThan(12);
    expect(await write(20, 200)).toBeGreaterThan(slow * 2);
  });
});
