/** A short line before the places of a limiter: first come, first served, for as long as the line may keep anybody. */
import { type LineSeen, mostWaiting, waitAtMostMs } from '../domain/standing-line';
import type { Clock } from '../ports/clock';
import type { AdaptiveLimiter } from './adaptive-limiter';

interface Waiting {
  readonly untilMs: number;
  readonly tell: (entered: boolean) => void;
}

export class WaitingLine {
  private readonly line: Waiting[] = [];
  private emptyAtMs: number;
  private refusedAtMs: number | null = null;
  /** When somebody is next dismissed; one timer for the whole line. */
  private dismissesAtMs = Number.POSITIVE_INFINITY;

  constructor(private readonly parts: { readonly clock: Clock; readonly limiter: AdaptiveLimiter }) {
    this.emptyAtMs = parts.clock.nowMs();
  }

  /** True: a place is taken and must be left. False: none came free in time. */
  async enter(): Promise<boolean> {
    const { clock, limiter } = this.parts;
    const nowMs = clock.nowMs();
    this.dismiss(nowMs);
    if (this.line.length === 0 && limiter.enter()) {
      this.emptyAtMs = nowMs;
      return true;
    }
    if (this.line.length >= this.most(nowMs)) return false;
    const untilMs = nowMs + waitAtMostMs(this.seen(), nowMs);
    const place = new Promise<boolean>((tell) => this.line.push({ untilMs, tell }));
    this.dismissAt(untilMs);
    return place;
  }

  /** No place is free, and the line holds all that it may: who came now would be turned away. */
  isFull(): boolean {
    const nowMs = this.parts.clock.nowMs();
    this.dismiss(nowMs);
    return this.line.length > 0 && this.line.length >= this.most(nowMs);
  }

  /** Somebody was turned away, here or before he came to the line. */
  refused(): void {
    this.refusedAtMs = this.parts.clock.nowMs();
  }

  /** A place is taken past the line, and must be left: by what was let in before. */
  goOn(): void {
    this.parts.limiter.takeAnyway();
  }

  /** A place came free: the next in the line has it. */
  leave(): void {
    const { clock, limiter } = this.parts;
    limiter.leave();
    this.dismiss(clock.nowMs());
    while (this.line.length > 0 && limiter.enter()) this.line.shift()?.tell(true);
    if (this.line.length === 0) this.emptyAtMs = clock.nowMs();
  }

  private most(nowMs: number): number {
    return mostWaiting(this.seen(), nowMs, this.parts.limiter.most());
  }

  private seen(): LineSeen {
    return { emptyAtMs: this.emptyAtMs, refusedAtMs: this.refusedAtMs };
  }

  private dismissAt(untilMs: number): void {
    const { clock } = this.parts;
    if (untilMs >= this.dismissesAtMs) return;
    this.dismissesAtMs = untilMs;
    void clock.sleep(untilMs - clock.nowMs()).then(() => {
      if (this.dismissesAtMs === untilMs) this.dismissesAtMs = Number.POSITIVE_INFINITY;
      // a clock that wakes a moment early has slept all the same
      this.dismiss(Math.max(untilMs, clock.nowMs()));
      const [next] = this.line;
      if (next !== undefined)
        this.dismissAt(this.line.reduce((least, each) => Math.min(least, each.untilMs), next.untilMs));
    });
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
