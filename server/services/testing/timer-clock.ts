/** The process's own clock: while the test runner fakes the timers, a test moves it, and nobody waits. */
import { type Clock, systemClock } from '@/server/ports/clock';

export const timerClock: Clock = systemClock;
