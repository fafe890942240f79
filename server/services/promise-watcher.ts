/**
 * The promise watcher: the promise keeper's rules each minute over what changed in one region, with its result kept. It looks at the
 * orders that something was recorded of since the last check, at those that wait for long, at those that were broken, and at some
 * more in turn, so that also what leaves no record is found in the end. What the provider has is compared by the keeper alone.
 */
import { auditSpan, type BrokenOrder, PROMISE_CHECK_EVERY_MS, type PromiseCheck } from '../domain/promise-check';
import type { Clock } from '../ports/clock';
import type { PromiseStore } from '../stores/promise';
import type { PromiseCheckStore, PromiseLook } from '../stores/promise-checks';
import { brokenChains } from './promise-keeper';

export interface PromiseWatcherParts {
  readonly clock: Clock;
  readonly promise: PromiseStore;
  readonly checks: PromiseCheckStore;
  /** `REACH` when not given. */
  readonly reach?: Reach;
}

interface Reach {
  /** How far before the last check's end of sight a check begins. */
  readonly overlapMs: number;
  /** Orders, and entries of the audit, looked at beside what changed: 250 come round to each of a million orders in three days. */
  readonly rotation: number;
}

/** A message is consumed within seconds, which leaves no evidence: the overlap sees that too. */
const REACH: Reach = { overlapMs: 15_000, rotation: 250 };
/** As many orders as are asked about at once. */
const SLICE = 5_000;
/** What one answer names at most: when it is more, everything is looked at again until it is less. */
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
    const { checks, clock, reach = REACH } = this.parts;
    const startedMs = clock.nowMs();
    const look = await checks.look(reach.overlapMs, reach.rotation);
    const beyond = await this.findBeyond(look, reach.rotation);
    const { broken, complete } = await this.findOrders(look);
    const chains = await this.findChains(look);
    const found = [...beyond, ...broken, ...chains];
    await checks.record(look, {
      tookMs: Math.round(clock.nowMs() - startedMs),
      ordersChecked: look.orderIds?.length ?? look.ordersTotal,
      broken: new Set(found.map(({ orderId, why }) => orderId ?? why)).size,
      sample: found.slice(0, SAMPLE),
      brokenOrders: [...new Set(found.flatMap(({ orderId }) => orderId ?? []))],
      auditHolds: beyond.length === 0,
      complete,
    });
    const newest = await checks.newest();
    if (newest === null) throw new Error('a check that ended is kept');
    return newest;
  }

  private async findOrders({ orderIds }: PromiseLook): Promise<Found> {
    const { promise } = this.parts;
    const answers = [];
    if (orderIds === null)
      for (const invariant of promise.invariants) {
        const rows = await promise.brokenOrders(invariant, MOST_FOUND);
        answers.push(rows.map((row) => ({ ...row, invariant: invariant.id })));
      }
    else
      for (let from = 0; from < orderIds.length; from += SLICE)
        answers.push(await promise.brokenAmong(orderIds.slice(from, from + SLICE), MOST_FOUND));
    return { broken: answers.flat(), complete: answers.every((rows) => rows.length < MOST_FOUND) };
  }

  private async findBeyond({ audit, number }: PromiseLook, rotation: number): Promise<BrokenOrder[]> {
    const { promise } = this.parts;
    const span = auditSpan(number, audit.verifiedSeq, audit.headSeq, rotation);
    const broken: BrokenOrder[] = [];
    for (const invariant of promise.invariants)
      for (const { orderId: subject, why } of await promise.brokenBeyond(invariant, span, MOST_FOUND))
        broken.push({ invariant: invariant.id, orderId: null, why: `${subject}: ${why}` });
    return broken;
  }

  /** The database makes a chain whole when it writes it. What breaks one comes later and leaves no record: the rotation finds it. */
  private async findChains({ rotated, stillBroken }: PromiseLook): Promise<BrokenOrder[]> {
    const broken = await brokenChains(this.parts.promise, [...new Set([...rotated, ...stillBroken])]);
    return broken.map((row) => ({ ...row, invariant: 'S13' }));
  }
}
