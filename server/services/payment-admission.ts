/**
 * Admission of payment attempts: pauses that people set, and a bound on the calls in flight. A refused attempt keeps its intent;
 * carts, status and reconciliation are never refused here.
 */
import type { PressureMeasure } from '../domain/pressure';
import type { Clock } from '../ports/clock';
import type { Random } from '../ports/random';
import { isWithinRamp, pauseOf } from '../domain/control-position';
import type { Region } from '../domain/region';
import type { Admission } from './checkout-gateway';
import type { ControlReader } from './control-reader';
import type { PressureMeter } from './pressure-meter';

export interface PaymentAdmissionParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly random: Random;
  readonly controls: Pick<ControlReader, 'current'>;
  readonly meter: PressureMeter;
}

/** Payment calls in flight of one web process; more would only wait for the provider. */
export const MOST_IN_FLIGHT = 200;
/** Spread, so that the refused do not all come back in the same second. */
const RETRY_AFTER_S = { least: 2, spread: 6 };
const PAUSED_RETRY_AFTER_S = { least: 15, spread: 30 };

export class PaymentAdmission implements Admission {
  private inFlight = 0;

  constructor(private readonly parts: PaymentAdmissionParts) {
    const { meter } = parts;
    meter.measures(['admitted', 'rejected_paused', 'rejected_ramp', 'rejected_concurrency', 'rejected_unknown']);
    meter.measures(['provider_attempts', 'provider_timeouts', 'provider_errors']);
    meter.figure('payment_calls_in_flight', () => this.inFlight);
    meter.figure('payment_calls_limit', () => MOST_IN_FLIGHT);
  }

  decide(): ReturnType<Admission['decide']> {
    const { clock, controls, meter, random, region } = this.parts;
    const position = controls.current();
    // a process that does not know the switches admits nothing
    if (position === null) return this.refuse('rejected_unknown', RETRY_AFTER_S);
    if (this.inFlight >= MOST_IN_FLIGHT) return this.refuse('rejected_concurrency', RETRY_AFTER_S);
    if (pauseOf(position, { region, paymentMethod: null, skus: [] }, clock.nowMs()) !== null)
      return this.refuse('rejected_paused', PAUSED_RETRY_AFTER_S);
    if (!isWithinRamp(position, random.luck())) return this.refuse('rejected_ramp', RETRY_AFTER_S);
    meter.count('admitted');
    this.inFlight++;
    let [open, judged] = [true, false];
    return {
      admitted: true,
      late: () => {
        if (!judged) meter.count('provider_attempts');
        if (!judged) meter.count('provider_timeouts');
        judged = true;
      },
      done: (outcome) => {
        if (open) this.inFlight--;
        open = false;
        if (judged || outcome === null) return;
        meter.count('provider_attempts');
        if (outcome.kind === 'unknown') meter.count('provider_errors');
        judged = true;
      },
    };
  }

  inFlightNow(): number {
    return this.inFlight;
  }

  private refuse(reason: PressureMeasure, { least, spread }: { least: number; spread: number }) {
    this.parts.meter.count(reason);
    return {
      admitted: false,
      code: 'payment_unavailable',
      retryAfterSeconds: least + Math.floor(this.parts.random.luck() * spread),
    } as const;
  }
}
