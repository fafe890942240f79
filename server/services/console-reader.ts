/** The console reader: what one region counts for the first page. What many open pages ask at once is counted once. */
import type { PromiseCheck } from '../domain/promise-check';
import { otherRegion, type Region } from '../domain/region';
import type { RegionCopies } from '../domain/region-copies';
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
}

/** One region's first page, of its own records. */
export interface RegionNow extends NowOverview {
  readonly promise: PromiseCheck | null;
  /** Intents that this region keeps for the other, which is not reached or was not yet. */
  readonly keptFor: Owed & { readonly owner: Region };
  readonly copies: RegionCopies;
  readonly nowMs: number;
}

/** What a region answers for the first page, by name and plain data. */
export interface NowSide {
  now_counted(input: Record<string, never>): Promise<RegionNow>;
}

const DAY_MS = 24 * 3_600_000;
/** The first page is polled by everybody. */
const NOW_KEPT_MS = 1_500;

export class ConsoleReader {
  private kept: { readonly answer: Promise<RegionNow>; readonly readAtMs: number } | null = null;

  constructor(private readonly parts: ConsoleReaderParts) {}

  now(): Promise<RegionNow> {
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

  private async readNow(nowMs: number): Promise<RegionNow> {
    const [counts, promise, owed, copies] = await Promise.all([
      this.parts.now.read(nowMs - DAY_MS, nowMs),
      this.parts.promise(),
      this.parts.owedIntents(),
      this.parts.copies(),
    ]);
    return { ...counts, promise, keptFor: { ...owed, owner: otherRegion(this.parts.region) }, copies, nowMs };
  }
}
