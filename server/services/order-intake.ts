/**
 * How many orders the store works on at once: writes, and after the provider's answer decides and answers. The order store is not trampled:
 * the slower it writes, the fewer are let in; an order that was let in is always finished, and while many are, few are let in. Whoever finds no
 * place soon is told to come back before anything was read or written. Waiting for the provider takes no place; status, carts and reconciliation
 * do not pass here.
 */
import { GRADIENT2 } from '../domain/concurrency-limit';
import { retryAfterSeconds, SOON } from '../domain/retry-after';
import type { Clock } from '../ports/clock';
import type { Random } from '../ports/random';
import { AdaptiveLimiter } from './adaptive-limiter';
import type { Intake } from './checkout-admission';
import type { PressureMeter } from './pressure-meter';
import { RecentCount } from './recent-count';
import { WaitingLine } from './waiting-line';

/** More than the connections that write orders, or none would ever wait; few enough that nobody waits long. */
const SETTINGS = { ...GRADIENT2, fewest: 6, most: 48 };
const FIRST = 32;
/** A few orders' time on a busy machine. */
const HARMLESS_MS = 100;

export interface OrderIntakeParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly meter: PressureMeter;
}

export class OrderIntake implements Intake {
  private readonly limiter: AdaptiveLimiter;
  private readonly line: WaitingLine;
  private readonly admitted: RecentCount;
  private readonly refused: RecentCount;

  constructor(private readonly parts: OrderIntakeParts) {
    const { clock, meter } = parts;
    this.limiter = new AdaptiveLimiter({ clock, settings: SETTINGS, first: FIRST, harmlessMs: HARMLESS_MS });
    this.line = new WaitingLine({ clock, limiter: this.limiter });
    [this.admitted, this.refused] = [new RecentCount(clock), new RecentCount(clock)];
    meter.measures(['rejected_intake']);
    meter.figure('intake_limit', () => this.limiter.most());
  }

  isFull(): boolean {
    return this.line.isFull();
  }

  refuse(): number {
    const { meter, random } = this.parts;
    meter.count('rejected_intake');
    this.refused.count();
    this.line.refused();
    return retryAfterSeconds(SOON, this.refused.recent(), this.admitted.recent(), random.luck());
  }

  async enter(): ReturnType<Intake['enter']> {
    const { clock } = this.parts;
    if (!(await this.line.enter())) return { admitted: false, retryAfterSeconds: this.refuse() };
    this.admitted.count();
    const beganAtMs = clock.nowMs();
    let stands: 'writes' | 'waits' | 'finishes' | 'answered' = 'writes';
    const written = () => {
      if (stands !== 'writes') return;
      stands = 'waits';
      this.limiter.took(clock.nowMs() - beganAtMs);
      this.line.leave();
    };
    return {
      admitted: true,
      written,
      resumed: () => {
        if (stands !== 'waits') return;
        stands = 'finishes';
        this.line.goOn();
      },
      answered: () => {
        written();
        if (stands === 'finishes') this.line.leave();
        stands = 'answered';
      },
    };
  }
}
