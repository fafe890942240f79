/**
 * The promise watcher: the promise keeper's rules each minute over what changed in one region, with its result kept. It looks at the
 * orders that something was recorded of since the last check, at those that wait for long, at those that were broken, and at some
 * more in turn, so that also what leaves no record is found in the end. What the provider has is compared by the keeper alone.
 */
import { type BrokenOrder, PROMISE_CHECK_EVERY_MS, type PromiseCheck } from '../domain/promise-check';
import type { Clock } from '../ports/clock';
import type { PromiseStore } from '../stores/promise';
import type { PromiseCheckStore, PromiseLook } from '../stores/promise-checks';
import { brokenChains } from './promise-keeper';

export interface PromiseWatcherParts {
  readonly clock: Clock;
  readonly promise: PromiseStore;
  readonly checks: PromiseCheckStore;
  /** Orders looked at beside those that changed; `ROTATION` when not given. */
  readonly rotation?: number;
}

/** How far before the last check's end of sight a check begins. */
const OVERLAP_MS = 60_000;
/** At a million orders each is looked at again within 34 hours, changed or not. */
const ROTATION = 500;
/** As many orders as a rule is asked about at once. */
const SLICE = 5_000;
/** What one rule names at most of a slice; what is beyond is found once these are mended. */
const MOST_FOUND = 10_000;
const SAMPLE = 50;

interface Found {
  readonly broken: readonly BrokenOrder[];
  readonly complete: boolean;
}

export class PromiseWatcher {
  constructor(private readonly parts: PromiseWatcherParts) {}

  /** Null when it is another worker's turn, or nobody's yet. */
  async checkWhenDue(): Promise<PromiseCheck | null> {
    return (await this.parts.checks.takeTurn(PROMISE_CHECK_EVERY_MS)) ? this.check() : null;
  }

  /** The check as it is kept: this one, or one that ended while this one looked. */
  async check(): Promise<PromiseCheck> {
    const { checks, clock, rotation = ROTATION } = this.parts;
    const startedMs = clock.nowMs();
    const look = await checks.look(OVERLAP_MS, rotation);
    const beyond = await this.findBeyond(look);
    const { broken, complete } = await this.findOrders(look);
    const chains = await this.findChains(look);
    const found = [...beyond, ...broken, ...chains];
    await checks.record(look, {
      tookMs: Math.round(clock.nowMs() - startedMs),
      ordersChecked: look.orderIds?.length ?? look.ordersTotal,
      broken: new Set(found.map(({ orderId, why }) => orderId ?? why)).size,
      sample: found.slice(0, SAMPLE),
      brokenOrders: [...new Set(found.flatMap(({ orderId }) => orderId ?? []))],
      // what follows a broken entry is read again until all of it holds
      auditSeq: beyond.length === 0 ? look.basis.auditHeadSeq : look.auditSeq,
      complete,
    });
    const newest = await checks.newest();
    if (newest === null) throw new Error('a check that ended is kept');
    return newest;
  }

  private async findOrders({ orderIds }: PromiseLook): Promise<Found> {
    const { promise } = this.parts;
    const broken: BrokenOrder[] = [];
    let complete = true;
    for (const slice of slicesOf(orderIds))
      for (const invariant of promise.invariants) {
        const rows = await promise.brokenOrders(invariant, slice, MOST_FOUND);
        if (rows.length === MOST_FOUND) complete = false;
        broken.push(...rows.map((row) => ({ ...row, invariant: invariant.id })));
      }
    return { broken, complete };
  }

  private async findBeyond({ auditSeq }: PromiseLook): Promise<BrokenOrder[]> {
    const { promise } = this.parts;
    const broken: BrokenOrder[] = [];
    for (const invariant of promise.invariants)
      for (const { orderId: subject, why } of await promise.brokenBeyond(invariant, auditSeq, MOST_FOUND))
        broken.push({ invariant: invariant.id, orderId: null, why: `${subject}: ${why}` });
    return broken;
  }

  /** The database makes a chain whole when it writes it. What breaks one comes later and leaves no record: the rotation finds it. */
  private async findChains({ rotated, stillBroken }: PromiseLook): Promise<BrokenOrder[]> {
    const broken = await brokenChains(this.parts.promise, [...new Set([...rotated, ...stillBroken])]);
    return broken.map((row) => ({ ...row, invariant: 'S13' }));
  }
}

function slicesOf(orderIds: readonly string[] | null): readonly (readonly string[] | null)[] {
  if (orderIds === null) return [null];
  return Array.from({ length: Math.ceil(orderIds.length / SLICE) }, (_, i) =>
    orderIds.slice(i * SLICE, (i + 1) * SLICE),
  );
}
