/** A short line before the places of a limiter: first come, first served, for as long as the line may keep anybody. */
import { waitAtMostMs } from '../domain/standing-line';
import type { Clock } from '../ports/clock';
import type { AdaptiveLimiter } from './adaptive-limiter';

interface Waiting {
  readonly untilMs: number;
  readonly tell: (entered: boolean) => void;
}

/** A process holds no more callers than this, whatever happens. */
const LONGEST = 200;

export class WaitingLine {
  private readonly line: Waiting[] = [];
  private emptyAtMs: number;

  constructor(private readonly parts: { readonly clock: Clock; readonly limiter: AdaptiveLimiter }) {
    this.emptyAtMs = parts.clock.nowMs();
  }

  /** True: a place is taken and must be left. False: none came free in time. */
  async enter(): Promise<boolean> {
    const { clock, limiter } = this.parts;
    const nowMs = clock.nowMs();
    this.dismiss(nowMs);
    if (this.line.length === 0) {
      if (limiter.enter()) {
        this.emptyAtMs = nowMs;
        return true;
      }
      // nobody waits yet: what begins now is a burst, unless the places were full all along
    } else if (this.line.length >= LONGEST) return false;
    const waitMs = waitAtMostMs(this.emptyAtMs, nowMs);
    const over = new AbortController();
    const place = new Promise<boolean>((tell) => this.line.push({ untilMs: nowMs + waitMs, tell }));
    void clock.sleep(waitMs, over.signal).then(
      () => this.dismiss(clock.nowMs()),
      () => undefined,
    );
    const entered = await place;
    over.abort('served');
    return entered;
  }

  /** A place came free: the next in the line has it. */
  leave(): void {
    const { clock, limiter } = this.parts;
    limiter.leave();
    this.dismiss(clock.nowMs());
    while (this.line.length > 0 && limiter.enter()) this.line.shift()?.tell(true);
    if (this.line.length === 0) this.emptyAtMs = clock.nowMs();
  }

  waiting(): number {
    return this.line.length;
  }

  private dismiss(nowMs: number): void {
    for (let at = 0; at < this.line.length; ) {
      const each = this.line[at];
      if (each === undefined || each.untilMs > nowMs) at++;
      else {
        this.line.splice(at, 1);
        each.tell(false);
      }
    }
  }
}
