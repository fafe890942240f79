/**
 * Places for calls of one kind, as many as their durations allow. Whoever finds none is refused at once, which costs nothing, instead
 * of waiting in a line that makes everybody late.
 */
import {
  afterWindow,
  type ConcurrencyLimit,
  type LimitSettings,
  limitAt,
  openAtMost,
} from '../domain/concurrency-limit';
import type { Clock } from '../ports/clock';

/** A window is judged when it is a second old and saw ten calls, as Netflix's WindowedLimit does. */
const WINDOW_MS = 1_000;
const FEWEST_CALLS = 10;

export interface AdaptiveLimiterParts {
  readonly clock: Clock;
  readonly settings: LimitSettings;
  /** Where it begins. */
  readonly first: number;
  /** What takes less is no trouble to anybody, whatever is usual. */
  readonly harmlessMs: number;
}

export class AdaptiveLimiter {
  private limit: ConcurrencyLimit;
  private opened = 0;
  private window: { beganAtMs: number; calls: number; sumMs: number; mostOpen: number };

  constructor(private readonly parts: AdaptiveLimiterParts) {
    this.limit = limitAt(parts.first, parts.harmlessMs);
    this.window = { beganAtMs: parts.clock.nowMs(), calls: 0, sumMs: 0, mostOpen: 0 };
  }

  /** False: no place. Whoever got one gives it back once. */
  enter(): boolean {
    if (this.opened >= this.most()) return false;
    this.opened++;
    this.window.mostOpen = Math.max(this.window.mostOpen, this.opened);
    return true;
  }

  /** A place is taken whether there is one or not: what was begun is finished, and fewer are let in until it is. */
  takeAnyway(): void {
    this.opened++;
    this.window.mostOpen = Math.max(this.window.mostOpen, this.opened);
  }

  leave(): void {
    this.opened--;
  }

  /** How many are open now. */
  open(): number {
    return this.opened;
  }

  /** How many may be. */
  most(): number {
    return openAtMost(this.limit);
  }

  /** A call took so long, or has taken so long already and is not over. */
  took(durationMs: number): void {
    const { clock, harmlessMs, settings } = this.parts;
    const { window } = this;
    window.calls++;
    window.sumMs += Math.max(durationMs, harmlessMs);
    const nowMs = clock.nowMs();
    if (nowMs - window.beganAtMs < WINDOW_MS || window.calls < FEWEST_CALLS) return;
    const seen = { meanMs: window.sumMs / window.calls, mostOpen: window.mostOpen };
    this.limit = afterWindow(this.limit, seen, settings);
    this.window = { beganAtMs: nowMs, calls: 0, sumMs: 0, mostOpen: this.opened };
  }
}
