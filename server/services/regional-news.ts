/**
 * Tells the open pages of this web that something changed, in either region. While anybody listens, one look twice a second serves all
 * of them, where each page would ask for itself; while nobody does, nothing is read. A region that is not reached is news too.
 */
import {
  both,
  type Change,
  changeBetween,
  type DeskMarks,
  type DeskNews,
  isChange,
  NO_CHANGE,
} from '../domain/desk-news';
import { type Region, REGIONS } from '../domain/region';
import type { Clock } from '../ports/clock';
import type { RegionRouter } from './region-router';

export interface RegionalNewsParts {
  readonly clock: Clock;
  readonly router: Pick<RegionRouter, 'ask'>;
  newRequestId(): string;
  /** In [0, 1): so that those who came together do not come back together. */
  luck(): number;
}

const LOOK_EVERY_MS = 500;
/** A region that is away is asked less often. */
const LOOK_AGAIN_MS = 2_000;
/** Less than what counts as a peer that hangs: a look says nothing of the calls that customers wait for. */
const PATIENCE_MS = 900;
const PULSE_EVERY_MS = 5_000;
/** A listener comes back after this and is let in anew: who was signed out, or lost the role, is told nothing for longer. */
const LISTENS_MS = 45_000;
/** Who comes beyond them asks by itself, as if there were no news. */
export const MOST_LISTENERS = 200;

interface Listener {
  waiting: Change;
  wake(): void;
}

export class RegionalNews {
  private readonly listeners = new Set<Listener>();
  private looking: { readonly end: AbortController; readonly first: Promise<unknown> } | null = null;
  private readonly reached = new Set<Region>();
  private closed = false;

  constructor(private readonly parts: RegionalNewsParts) {}

  /** Null: too many listen already. */
  listen(signal: AbortSignal | undefined): AsyncIterable<DeskNews> | null {
    return this.closed || this.listeners.size >= MOST_LISTENERS ? null : this.newsFor(signal);
  }

  /** Every listener is sent away, so that nothing holds up a web that ends. */
  close(): void {
    this.closed = true;
    for (const listener of this.listeners) listener.wake();
    this.looking?.end.abort();
  }

  private async *newsFor(signal: AbortSignal | undefined): AsyncGenerator<DeskNews> {
    const { clock, luck } = this.parts;
    const leavesAtMs = clock.nowMs() + LISTENS_MS * (1 + luck() / 2);
    let rest = new AbortController();
    const listener: Listener = { waiting: NO_CHANGE, wake: () => rest.abort('news') };
    const onAbort = () => listener.wake();
    signal?.addEventListener('abort', onAbort, { once: true });
    this.listeners.add(listener);
    try {
      this.looking ??= this.look();
      await this.looking.first;
      yield { kind: 'watching', isWhole: this.isWhole() };
      while (!this.closed && !signal?.aborted && clock.nowMs() < leavesAtMs) {
        if (!isChange(listener.waiting)) await clock.sleep(PULSE_EVERY_MS, rest.signal).catch(() => undefined);
        rest = new AbortController();
        if (signal?.aborted) return;
        const change = listener.waiting;
        listener.waiting = NO_CHANGE;
        const isWhole = this.isWhole();
        yield isChange(change) ? { kind: 'changed', ...change, isWhole } : { kind: 'pulse', isWhole };
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.listeners.delete(listener);
      if (this.listeners.size === 0) {
        this.looking?.end.abort();
        this.looking = null;
      }
    }
  }

  private isWhole(): boolean {
    return this.reached.size === REGIONS.length;
  }

  /** Each region by itself: one that hangs holds up no news of the other. `first` ends when both were looked at once. */
  private look() {
    const end = new AbortController();
    const first = Promise.all(
      REGIONS.map(async (region) => {
        const before = await this.marksOf(region);
        void this.lookOn(region, before, end.signal);
      }),
    );
    return { end, first };
  }

  private async lookOn(region: Region, first: DeskMarks | null, signal: AbortSignal): Promise<void> {
    let before = first;
    while (!signal.aborted) {
      await this.parts.clock.sleep(before === null ? LOOK_AGAIN_MS : LOOK_EVERY_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      const now = await this.marksOf(region);
      this.tell(changeBetween(before, now));
      before = now;
    }
  }

  private tell(change: Change): void {
    if (!isChange(change)) return;
    for (const listener of this.listeners) {
      listener.waiting = both(listener.waiting, change);
      listener.wake();
    }
  }

  private async marksOf(region: Region): Promise<DeskMarks | null> {
    const context = { requestId: this.parts.newRequestId(), traceparent: '', remainingMs: PATIENCE_MS };
    const routed = await this.parts.router.ask(region, 'news_marks', {}, context).catch(() => null);
    if (routed?.kind !== 'answered') {
      this.reached.delete(region);
      return null;
    }
    this.reached.add(region);
    return routed.answer;
  }
}
