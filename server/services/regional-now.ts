/** The first page of the whole store: each region counts its own, and one that does not answer is named and never guessed. */
import { type Region, REGIONS } from '../domain/region';
import type { RegionCopies } from '../domain/region-copies';
import { SHARDS } from '../domain/shard';
import { storeCounts, type StoreCounts } from '../domain/store-now';
import type { Clock } from '../ports/clock';
import type { RegionNow } from './console-reader';
import type { RegionRouter } from './region-router';

export interface RegionReach {
  readonly region: Region;
  readonly reachable: boolean;
  /** Not reached since; null while it is reached, or nobody knows. */
  readonly sinceMs: number | null;
  /** It hangs, so nobody's order waits for it: what goes there is kept at once. */
  readonly spared: boolean;
  /** As it says itself; of one that is not reached, as this region's record says. */
  readonly shardsOwned: number;
  readonly shardsTotal: number;
  /** Under a lease that runs; null where nobody told. */
  readonly shardsHeld: number | null;
}

export interface StoreNow extends StoreCounts {
  readonly regions: readonly RegionReach[];
  /** Missing from every sum. */
  readonly notReached: readonly Region[];
  readonly keptFor: readonly RegionNow['keptFor'][];
  readonly copies: readonly RegionCopies[];
  readonly nowMs: number;
}

export interface RegionalNowParts {
  readonly clock: Clock;
  readonly router: Pick<RegionRouter, 'ask' | 'peerReach'>;
  newRequestId(): string;
}

const PATIENCE_MS = 2_500;

export class RegionalNow {
  constructor(private readonly parts: RegionalNowParts) {}

  async now(): Promise<StoreNow> {
    const { clock, newRequestId, router } = this.parts;
    const context = { requestId: newRequestId(), traceparent: '', remainingMs: PATIENCE_MS };
    const answers = await Promise.all(
      REGIONS.map(async (region) => {
        const routed = await router.ask(region, 'now_counted', {}, context);
        return { region, told: routed.kind === 'answered' ? routed.answer : null };
      }),
    );
    const told = answers.flatMap((each) => (each.told === null ? [] : [each.told]));
    return {
      ...storeCounts(told),
      regions: answers.map((each) => this.reach(each.region, each.told, told)),
      notReached: answers.flatMap((each) => (each.told === null ? [each.region] : [])),
      keptFor: told.map(({ keptFor }) => keptFor),
      copies: told.map(({ copies }) => copies),
      nowMs: clock.nowMs(),
    };
  }

  private reach(region: Region, own: RegionNow | null, told: readonly RegionNow[]): RegionReach {
    const peer = this.parts.router.peerReach();
    const known = (own ?? told[0])?.shards.find((each) => each.region === region);
    return {
      region,
      reachable: own !== null,
      sinceMs: own === null ? peer.sinceMs : null,
      spared: own === null && peer.circuit !== 'closed',
      shardsOwned: known?.shards ?? 0,
      shardsTotal: SHARDS,
      shardsHeld: own === null ? null : (known?.held ?? 0),
    };
  }
}
