/**
 * The console reader: the lists and counts of the pages that are not one order's. Each answer says how fresh it is. What many open
 * pages ask at once is counted once.
 */
import { type Freshness, freshAtOwner } from '../domain/freshness';
import type { PromiseCheck } from '../domain/promise-check';
import { otherRegion, type Region, REGIONS } from '../domain/region';
import type { RegionCopies } from '../domain/region-copies';
import { SHARDS } from '../domain/shard';
import type { Clock } from '../ports/clock';
import type { Owed } from '../stores/intent-hand-overs';
import type { NowOverview, NowOverviewStore } from '../stores/now-overview';

export interface ConsoleReaderParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly now: NowOverviewStore;
  /** The last check of the promise that ended here, however old; null while none has. */
  promise(): Promise<PromiseCheck | null>;
  /** What this region keeps for the other. */
  owedIntents(): Promise<Owed>;
  copies(): Promise<RegionCopies>;
  /** Whether this process reaches the other region now, and since when not. */
  peer(): { readonly reachable: boolean; readonly sinceMs: number | null };
}

export interface RegionReach {
  readonly region: Region;
  readonly reachable: boolean;
  /** Not reached since; null while it is reached, or nobody knows. */
  readonly sinceMs: number | null;
  /** As this region's record says. */
  readonly shardsOwned: number;
  readonly shardsTotal: number;
  /** Under a lease that runs; null for the other region, whose leases are its own. */
  readonly shardsHeld: number | null;
}

export interface NowView extends NowOverview {
  readonly promise: PromiseCheck | null;
  /** Payments that wait for evidence, and since when the oldest order of them. */
  readonly pending: { readonly count: number; readonly oldestAtMs: number | null };
  readonly regions: readonly RegionReach[];
  /** Intents that this region keeps for the other, which is not reached or was not yet. */
  readonly keptFor: Owed & { readonly owner: Region };
  readonly copies: RegionCopies;
}

interface Told {
  readonly nowMs: number;
  readonly freshness: Freshness;
}

const DAY_MS = 24 * 3_600_000;
/** The first page is polled by everybody. */
const NOW_KEPT_MS = 1_500;

export class ConsoleReader {
  private kept: { readonly answer: Promise<NowView & Told>; readonly readAtMs: number } | null = null;

  constructor(private readonly parts: ConsoleReaderParts) {}

  now(): Promise<NowView & Told> {
    const nowMs = this.parts.clock.nowMs();
    if (this.kept === null || nowMs - this.kept.readAtMs >= NOW_KEPT_MS) {
      const answer = this.readNow(nowMs);
      this.kept = { answer, readAtMs: nowMs };
      // a failure is told to whoever asked and is not kept
      answer.catch(() => {
        this.kept = null;
      });
    }
    return this.kept.answer;
  }

  private async readNow(nowMs: number): Promise<NowView & Told> {
    const [counts, promise, owed, copies] = await Promise.all([
      this.parts.now.read(nowMs - DAY_MS, nowMs),
      this.parts.promise(),
      this.parts.owedIntents(),
      this.parts.copies(),
    ]);
    const { byState, oldestPendingAtMs } = counts.unfinished;
    return {
      ...counts,
      promise,
      pending: { count: byState.payment_pending ?? 0, oldestAtMs: oldestPendingAtMs },
      regions: this.regions(counts.shards),
      keptFor: { ...owed, owner: otherRegion(this.parts.region) },
      copies,
      ...this.told(nowMs),
    };
  }

  private regions(shards: NowOverview['shards']): readonly RegionReach[] {
    const peer = this.parts.peer();
    return REGIONS.map((region) => {
      const known = shards.find((each) => each.region === region);
      const here = region === this.parts.region;
      return {
        region,
        reachable: here || peer.reachable,
        sinceMs: here ? null : peer.sinceMs,
        shardsOwned: known?.shards ?? 0,
        shardsTotal: SHARDS,
        shardsHeld: here ? (known?.held ?? 0) : null,
      };
    });
  }

  private told(nowMs: number): Told {
    return { nowMs, freshness: freshAtOwner(this.parts.region, nowMs) };
  }
}
