/**
 * Work that nobody's order depends on, shed by its class before anything else suffers: by a switch, by degraded mode, or by itself
 * under pressure. What is shed is left out or held back; it is never lost.
 */
import type { ControlPosition } from './control-position';
import type { PressureReading } from './pressure/reading';
import { CONFIRMATION_BUDGET } from './confirmation-queue';

/** The classes that go by themselves; immediate confirmation only by a switch or the mode. */
export type OptionalWork = 'recommendations' | 'nonessential_mail';

/** From this share of a limit on. */
const SHED_FROM = 0.5;
/** A process this late has no time for what nobody needs. */
const LATE_MS = 200;

/** @param reading null: nothing was measured lately, so nothing is shed for it. */
export function isShed(work: OptionalWork, position: ControlPosition | null, reading: PressureReading | null): boolean {
  if (position?.shed.includes(work) === true) return true;
  if (reading === null) return false;
  switch (work) {
    case 'recommendations':
      return isLate(reading) || callsFill(reading) || queueFills(reading);
    case 'nonessential_mail':
      return queueFills(reading);
    default:
      return work satisfies never;
  }
}

const isLate = ({ event_loop_lag_ms }: PressureReading): boolean => (event_loop_lag_ms ?? 0) >= LATE_MS;

const callsFill = ({ calls_in_flight, calls_limit }: PressureReading): boolean =>
  calls_in_flight !== null && calls_limit !== null && calls_in_flight >= calls_limit * SHED_FROM;

const queueFills = ({ confirmation_queue, confirmation_queue_oldest_ms }: PressureReading): boolean =>
  (confirmation_queue ?? 0) >= CONFIRMATION_BUDGET.capacity * SHED_FROM ||
  (confirmation_queue_oldest_ms ?? 0) >= CONFIRMATION_BUDGET.age_budget_ms * SHED_FROM;
