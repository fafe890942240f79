/**
 * Admission of payment attempts: pauses that people set, and a bound on the calls in flight. A refused attempt keeps its intent;
 * carts, status and reconciliation are never refused here.
 */
import type { Clock } from '../ports/clock';
import type { Random } from '../ports/random';
import { isWithinRamp, pauseOf } from '../domain/control-position';
import type { Region } from '../domain/region';
import type { Admission } from './checkout-gateway';
import type { ControlReader } from './control-reader';

export interface PaymentAdmissionParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly random: Random;
  readonly controls: Pick<ControlReader, 'current'>;
}

/** Payment calls in flight of one web process; more would only wait for the provider. */
export const MOST_IN_FLIGHT = 200;
/** Spread, so that the refused do not all come back in the same second. */
const RETRY_AFTER_S = { least: 2, spread: 6 };
const PAUSED_RETRY_AFTER_S = { least: 15, spread: 30 };

export class PaymentAdmission implements Admission {
  private inFlight = 0;

  constructor(private readonly parts: PaymentAdmissionParts) {}

  decide(): ReturnType<Admission['decide']> {
    const { clock, controls, random, region } = this.parts;
    const position = controls.current();
    // a process that does not know the switches admits nothing
    if (position === null || this.inFlight >= MOST_IN_FLIGHT) return this.refuse(RETRY_AFTER_S);
    if (pauseOf(position, { region, paymentMethod: null, skus: [] }, clock.nowMs()) !== null)
      return this.refuse(PAUSED_RETRY_AFTER_S);
    if (!isWithinRamp(position, random.luck())) return this.refuse(RETRY_AFTER_S);
    this.inFlight++;
    let open = true;
    return {
      admitted: true,
      done: () => {
        if (open) this.inFlight--;
        open = false;
      },
    };
  }

  inFlightNow(): number {
    return this.inFlight;
  }

  private refuse({ least, spread }: { least: number; spread: number }) {
    return {
      admitted: false,
      code: 'payment_unavailable',
      retryAfterSeconds: least + Math.floor(this.parts.random.luck() * spread),
    } as const;
  }
}
