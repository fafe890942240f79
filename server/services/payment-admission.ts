/**
 * Admission of payment attempts: pauses that people set, and a bound on the calls in flight. A refused attempt keeps its intent;
 * carts, status and reconciliation are never refused here.
 */
import { z } from 'zod';
import type { Clock } from '../ports/clock';
import type { Random } from '../ports/random';
import type { ControlStore } from '../stores/controls';
import type { Admission } from './checkout-gateway';

export interface PaymentAdmissionParts {
  readonly region: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly controls: ControlStore;
}

/** Payment calls in flight of one web process; more would only wait for the provider. */
export const MOST_IN_FLIGHT = 200;
const CONTROLS_FRESH_MS = 500;
/** Spread, so that the refused do not all come back in the same second. */
const RETRY_AFTER_S = { least: 2, spread: 6 };
const PAUSED_RETRY_AFTER_S = { least: 15, spread: 30 };

const paused = z.object({ paused: z.boolean() });

export class PaymentAdmission implements Admission {
  private inFlight = 0;
  /** Null until the switches were read once: a process that does not know them yet admits nothing. */
  private isPaused: boolean | null = null;
  private readAtMs = 0;

  constructor(private readonly parts: PaymentAdmissionParts) {
    this.refresh();
  }

  decide(): ReturnType<Admission['decide']> {
    this.refresh();
    if (this.isPaused === true) return this.refuse(PAUSED_RETRY_AFTER_S);
    if (this.isPaused === null || this.inFlight >= MOST_IN_FLIGHT) return this.refuse(RETRY_AFTER_S);
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

  /** Switches are read in the background: a slow database does not hold up a checkout, and the last known position holds meanwhile. */
  private refresh(): void {
    const nowMs = this.parts.clock.nowMs();
    if (nowMs - this.readAtMs < CONTROLS_FRESH_MS) return;
    this.readAtMs = nowMs;
    this.parts.controls
      .list()
      .then((controls) => {
        this.isPaused = controls.some(
          (control) => control.name === 'payments_paused' && paused.safeParse(control.value).data?.paused === true,
        );
      })
      .catch(() => undefined);
  }
}
