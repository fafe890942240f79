/**
 * Admission of payment attempts. What stops one, in this order: switches that are not known, a pause, a confirmation queue over its
 * budget, the ramp, a provider that answers too little, and no place among the open calls, of which there are as many as the provider's
 * latency allows. All from memory: an attempt costs no read. A refused attempt keeps its intent; carts, status and reconciliation do not
 * pass here.
 */
import {
  type CallHistory,
  countsOf,
  PROVIDER_THROTTLE,
  rejectionProbability,
  withCall,
} from '../domain/adaptive-throttle';
import { GRADIENT2 } from '../domain/concurrency-limit';
import { isWithinRamp, pauseOf } from '../domain/control-position';
import type { PressureMeasure } from '../domain/pressure/pressure';
import { CONFIRMATION_BUDGET, confirmationDepth, queueIsFull } from '../domain/confirmation-queue';
import type { Region } from '../domain/region';
import { retryAfterSeconds, SOON, WHEN_RESUMED } from '../domain/retry-after';
import type { Clock } from '../ports/clock';
import type { Random } from '../ports/random';
import { AdaptiveLimiter } from './adaptive-limiter';
import type { Admission, PaymentAttempt } from './checkout-admission';
import type { ControlReader } from './control-reader';
import type { PressureMeter } from './pressure-meter';
import type { PressureNow } from './pressure-sampler';
import { GATEWAY_PATIENCE_MS } from './payment-wait';
import { RecentCount } from './recent-count';

export interface PaymentAdmissionParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly random: Random;
  readonly controls: Pick<ControlReader, 'current'>;
  readonly meter: PressureMeter;
  /** The region's pressure as last measured. */
  pressure(): PressureNow;
}

/** Payment calls of one web process at most, however fast they are; where a process begins; and what is never called slow. */
const MOST_IN_FLIGHT = 200;
const FIRST_IN_FLIGHT = 100;
const HARMLESS_MS = 300;

const REASONS = [
  'rejected_unknown',
  'rejected_paused',
  'rejected_queue',
  'rejected_ramp',
  'rejected_throttled',
  'rejected_concurrency',
] as const satisfies readonly PressureMeasure[];
type Reason = (typeof REASONS)[number];

export class PaymentAdmission implements Admission {
  private readonly limiter: AdaptiveLimiter;
  private history: CallHistory = [];
  private isQueueFull = false;
  private readonly admitted: RecentCount;
  private readonly refused: RecentCount;

  constructor(private readonly parts: PaymentAdmissionParts) {
    const { clock, meter } = parts;
    const settings = { ...GRADIENT2, most: MOST_IN_FLIGHT };
    this.limiter = new AdaptiveLimiter({ clock, settings, first: FIRST_IN_FLIGHT, harmlessMs: HARMLESS_MS });
    [this.admitted, this.refused] = [new RecentCount(clock), new RecentCount(clock)];
    meter.measures(['admitted', ...REASONS, 'provider_attempts', 'provider_timeouts', 'provider_errors']);
    meter.measures(['shed_immediate_confirmation', 'shed_recommendations']);
    meter.figure('payment_calls_in_flight', () => this.limiter.open());
    meter.figure('payment_calls_limit', () => this.limiter.most());
    // a call that outlived its caller's patience was counted when that ended
    meter.whenCallEnds((durationMs) => {
      if (durationMs < GATEWAY_PATIENCE_MS) this.limiter.took(durationMs);
    });
  }

  decide(attempt: PaymentAttempt): ReturnType<Admission['decide']> {
    const reason = this.reasonAgainst(attempt);
    if (reason !== null) return this.refuse(reason);
    const { controls, meter } = this.parts;
    this.admitted.count();
    meter.count('admitted');
    const waits = controls.current()?.shed.includes('immediate_confirmation') !== true;
    if (!waits) meter.count('shed_immediate_confirmation');
    return this.place(waits);
  }

  inFlightNow(): number {
    return this.limiter.open();
  }

  private reasonAgainst({ paymentMethod, skus }: PaymentAttempt): Reason | null {
    const { clock, controls, random, region } = this.parts;
    const position = controls.current();
    // a process that does not know the switches admits nothing
    if (position === null) return 'rejected_unknown';
    if (pauseOf(position, { region, paymentMethod, skus }, clock.nowMs()) !== null) return 'rejected_paused';
    if (this.queueIsFull()) return 'rejected_queue';
    if (!isWithinRamp(position, random.luck())) return 'rejected_ramp';
    const counts = countsOf(this.history, clock.nowMs(), PROVIDER_THROTTLE.windowMs);
    if (random.luck() < rejectionProbability(counts, PROVIDER_THROTTLE)) return 'rejected_throttled';
    return this.limiter.enter() ? null : 'rejected_concurrency';
  }

  /** Figures that are old say nothing: what was last known holds. */
  private queueIsFull(): boolean {
    const { fresh, reading } = this.parts.pressure();
    const depth = confirmationDepth(reading);
    if (fresh && depth !== null) this.isQueueFull = queueIsFull(this.isQueueFull, depth, CONFIRMATION_BUDGET);
    return this.isQueueFull;
  }

  private place(waits: boolean) {
    const { clock, meter } = this.parts;
    const beganAtMs = clock.nowMs();
    let [open, judged] = [true, false];
    const judge = (measure: 'provider_timeouts' | 'provider_errors' | null) => {
      if (judged) return;
      judged = true;
      meter.count('provider_attempts');
      if (measure !== null) meter.count(measure);
      this.history = withCall(this.history, clock.nowMs(), measure === null, PROVIDER_THROTTLE.windowMs);
    };
    return {
      admitted: true,
      waits,
      late: () => {
        if (!judged) this.limiter.took(GATEWAY_PATIENCE_MS);
        judge('provider_timeouts');
      },
      done: (outcome) => {
        if (open) this.limiter.leave();
        open = false;
        if (outcome === null) return;
        // where nobody waited, nobody told that it was late
        if (clock.nowMs() - beganAtMs >= GATEWAY_PATIENCE_MS) judge('provider_timeouts');
        judge(outcome.kind === 'unknown' ? 'provider_errors' : null);
      },
    } as const satisfies ReturnType<Admission['decide']>;
  }

  private refuse(reason: Reason) {
    const { meter, random } = this.parts;
    meter.count(reason);
    this.refused.count();
    const when = reason === 'rejected_paused' ? WHEN_RESUMED : SOON;
    return {
      admitted: false,
      code: 'payment_unavailable',
      retryAfterSeconds: retryAfterSeconds(when, this.refused.recent(), this.admitted.recent(), random.luck()),
    } as const;
  }
}
