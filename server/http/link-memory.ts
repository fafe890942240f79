/**
 * Which calls of the peer were taken in: each nonce once, for as long as its call could still look fresh. A process that has just
 * started has forgotten what the one before it took in, so it takes in nothing that was sent before its own start. A call that writes is
 * taken in once by all processes of the region together; one that only reads may be answered twice, to nobody's harm.
 */
import { LINK_TOLERANCE_MS } from '../ports/link-seal';
import type { LinkNonceStore } from '../stores/link-nonces';

export type TakenIn = 'new' | 'seen' | 'before_start' | 'full';

/** More open nonces than a minute of calls can bring; beyond it calls are refused, never remembered by halves. */
const MOST_REMEMBERED = 500_000;
const FORGET_EVERY_MS = 10_000;

export class LinkMemory {
  /** nonce → until when it is remembered; in order of arrival. */
  private readonly seen = new Map<string, number>();
  private forgotAtMs = 0;

  constructor(
    private readonly startedAtMs: number,
    private readonly nonces: LinkNonceStore,
    private readonly most = MOST_REMEMBERED,
  ) {}

  async takeIn(call: { nonce: string; sentAtMs: number; writes: boolean }, nowMs: number): Promise<TakenIn> {
    const here = this.takeInHere(call.nonce, call.sentAtMs, nowMs);
    if (here !== 'new' || !call.writes) return here;
    if (nowMs - this.forgotAtMs > FORGET_EVERY_MS) {
      this.forgotAtMs = nowMs;
      await this.nonces.forget(nowMs);
    }
    return (await this.nonces.takeIn(call.nonce, untilMs(nowMs))) ? 'new' : 'seen';
  }

  private takeInHere(nonce: string, sentAtMs: number, nowMs: number): TakenIn {
    this.forget(nowMs);
    if (this.seen.has(nonce)) return 'seen';
    if (sentAtMs < this.startedAtMs) return 'before_start';
    if (this.seen.size >= this.most) return 'full';
    this.seen.set(nonce, untilMs(nowMs));
    return 'new';
  }

  private forget(nowMs: number): void {
    for (const [nonce, endsAtMs] of this.seen) {
      if (endsAtMs > nowMs) return;
      this.seen.delete(nonce);
    }
  }
}

/** A call from the future looks fresh for twice the tolerance. */
const untilMs = (nowMs: number): number => nowMs + 2 * LINK_TOLERANCE_MS;
