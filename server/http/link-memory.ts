/**
 * Which calls of the peer were taken in: each nonce once, for as long as its call could still look fresh. A process that has just
 * started has forgotten what the one before it took in, so it takes in nothing that was sent before its own start.
 */
import { LINK_TOLERANCE_MS } from '../ports/link-seal';

export type TakenIn = 'new' | 'seen' | 'before_start' | 'full';

/** More open nonces than a minute of calls can bring; beyond it calls are refused, never remembered by halves. */
const MOST_REMEMBERED = 500_000;

export class LinkMemory {
  /** nonce → until when it is remembered; in order of arrival. */
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly startedAtMs: number,
    private readonly most = MOST_REMEMBERED,
  ) {}

  takeIn(nonce: string, sentAtMs: number, nowMs: number): TakenIn {
    this.forget(nowMs);
    if (this.seen.has(nonce)) return 'seen';
    if (sentAtMs < this.startedAtMs) return 'before_start';
    if (this.seen.size >= this.most) return 'full';
    // a call from the future looks fresh for twice the tolerance
    this.seen.set(nonce, nowMs + 2 * LINK_TOLERANCE_MS);
    return 'new';
  }

  private forget(nowMs: number): void {
    for (const [nonce, untilMs] of this.seen) {
      if (untilMs > nowMs) return;
      this.seen.delete(nonce);
    }
  }
}
