/**
 * Time that a test can move. It runs slower than the real one, so that a busy machine exhausts nobody's patience; and while it is
 * impatient, a wait of seconds takes a tenth of one, so that nobody sleeps through it either.
 */
import { type Clock, systemClock } from '@/server/ports/clock';

export interface MovedClock extends Clock {
  advance(ms: number): void;
  setImpatient(impatient: boolean): void;
}

/** Milliseconds of this clock in a real one. */
const SPEED = 0.2;
const LONG_WAIT_MS = 1_000;
const IMPATIENT_MS = 100;

export function movedClock(): MovedClock {
  let anchor = { realMs: Date.now(), ms: Date.now() };
  let isImpatient = false;
  const nowMs = () => anchor.ms + Math.floor((Date.now() - anchor.realMs) * SPEED);
  const advance = (ms: number) => {
    anchor = { realMs: Date.now(), ms: nowMs() + ms };
  };
  return {
    nowMs,
    advance,
    async sleep(ms, signal) {
      if (!isImpatient || ms < LONG_WAIT_MS) return systemClock.sleep(ms / SPEED, signal);
      await systemClock.sleep(IMPATIENT_MS, signal);
      advance(ms);
    },
    setImpatient(impatient) {
      isImpatient = impatient;
    },
  };
}
