import type { StoreCounts } from '@/server/domain/store-now';
import type { RegionCopies } from '@/server/domain/region-copies';
import type { RegionReach } from './region-strip';

/** What the first page knows of the whole store: counts, and nothing that was not counted. */
export interface NowFacts extends StoreCounts {
  readonly regions: readonly RegionReach[];
  /** Did not answer: missing from every count. */
  readonly notReached: readonly string[];
  /** Intents that a region keeps for the other. */
  readonly keptFor: readonly {
    readonly owner: string;
    readonly kept: number;
    readonly expired: number;
    readonly oldestKeptAtMs: number | null;
  }[];
  readonly copies: readonly RegionCopies[];
  /** When all of it was counted. */
  readonly nowMs: number;
}
