/** Real time that a test can move and quicken: hours pass in one call, and nobody sleeps through a patience of seconds. */
import { type Clock, systemClock } from '@/server/ports/clock';

export interface MovedClock extends Clock {
  advance(ms: number): void;
  /** How many of its milliseconds pass in a real one. */
  setSpeed(factor: number): void;
}

export function movedClock(): MovedClock {
  let speed = 1;
  let anchor = { realMs: Date.now(), ms: Date.now() };
  const nowMs = () => anchor.ms + Math.floor((Date.now() - anchor.realMs) * speed);
  const reAnchor = (ms: number) => {
    anchor = { realMs: Date.now(), ms };
  };
  return {
    nowMs,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
    advance: (ms) => reAnchor(nowMs() + ms),
    setSpeed(factor) {
      reAnchor(nowMs());
      speed = factor;
    },
  };
}
