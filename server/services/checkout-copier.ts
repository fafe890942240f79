/**
 * Tells the other region of each checkout that is opened, so that its customer is known there if this region cannot be reached when
 * the order is placed. A kindness and no promise: it never holds up a checkout for long, and a lost copy only makes an answer poorer.
 */
import type { Clock } from '../ports/clock';
import type { CheckoutRecord } from '../stores/checkouts';
import type { CallContext, RegionRouter } from './region-router';

export interface CheckoutCopierParts {
  readonly clock: Clock;
  readonly router: Pick<RegionRouter, 'ask' | 'otherRegion' | 'peerReach'>;
}

/** How long a checkout waits for its copy. */
const PATIENCE_MS = 250;
/** What is not told in this time is given up. */
const CALL_MS = 2_000;
const MOST_AT_ONCE = 100;
const MOST_WAITING = 2_000;

interface Waiting {
  readonly checkout: CheckoutRecord;
  done(): void;
}

export class CheckoutCopier {
  private waiting: Waiting[] = [];
  private calling = false;

  constructor(private readonly parts: CheckoutCopierParts) {}

  /** Resolves once the copy is there, or when it has been waited for long enough. */
  async copy(checkout: CheckoutRecord, context: Omit<CallContext, 'remainingMs'>): Promise<void> {
    if (this.waiting.length >= MOST_WAITING) return;
    const copied = new Promise<void>((done) => this.waiting.push({ checkout, done }));
    if (!this.calling) void this.call(context);
    // a region that does not answer is told all the same, but nobody waits for it
    if (this.parts.router.peerReach().sinceMs !== null) return;
    const patience = new AbortController();
    await Promise.race([copied, this.parts.clock.sleep(PATIENCE_MS, patience.signal).catch(() => undefined)]);
    patience.abort('copied');
  }

  /** One call at a time; whatever comes meanwhile goes with the next. */
  private async call(context: Omit<CallContext, 'remainingMs'>): Promise<void> {
    const { router } = this.parts;
    this.calling = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MOST_AT_ONCE);
      const checkouts = batch.map(({ checkout }) => checkout);
      await router
        .ask(router.otherRegion(), 'checkouts_copy', { checkouts }, { ...context, remainingMs: CALL_MS })
        .catch(() => undefined);
      for (const { done } of batch) done();
    }
    this.calling = false;
  }
}
