import type { Money } from '@/server/domain/money';
import type { OrderState } from '@/server/domain/order';
import type { PromiseCheck } from '@/server/domain/promise-check';
import type { RegionCopies } from '@/server/domain/region-copies';
import type { RegionReach } from './region-strip';

/** What the first page knows: counts, and nothing that was not counted. */
export interface NowFacts {
  readonly unfinished: {
    readonly total: number;
    readonly oldestAtMs: number | null;
    readonly byState: Readonly<Partial<Record<OrderState, number>>>;
  };
  readonly cases: {
    readonly open: number;
    readonly pastDue: number;
    readonly unclaimed: number;
    readonly atRisk: readonly Money[];
  };
  readonly messages: { readonly undelivered: number; readonly oldestAtMs: number | null; readonly dead: number };
  /** The last check that ended, however old; null until one has. */
  readonly promise: PromiseCheck | null;
  readonly pending: { readonly count: number; readonly oldestAtMs: number | null };
  readonly regions: readonly RegionReach[];
  /** Intents that this region keeps for the other. */
  readonly keptFor: {
    readonly owner: string;
    readonly kept: number;
    readonly expired: number;
    readonly oldestKeptAtMs: number | null;
  };
  readonly copies: RegionCopies;
}
