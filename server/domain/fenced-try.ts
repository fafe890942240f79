/** A writer that came too late: what it tried, under which epoch. It changed nothing; that it tried is evidence. */
import type { NewEvidence } from './evidence';
import type { OrderState } from './order';

export interface FencedTry {
  readonly orderId: string;
  readonly shard: number;
  /** Where it was tried. */
  readonly region: string;
  readonly triedEpoch: number;
  /** What it would have made of the order; null: it would only have noted something or given items back. */
  readonly triedState: OrderState | null;
  readonly actor: string;
  readonly observedAtMs: number;
}

/** @param currentEpoch the shard's, where it is known. */
export function fencedEvidence(tried: FencedTry, currentEpoch: number | null): NewEvidence {
  return {
    orderId: tried.orderId,
    lane: 'order',
    kind: 'fenced',
    observedAtMs: tried.observedAtMs,
    region: tried.region,
    actor: tried.actor,
    ownerEpoch: tried.triedEpoch,
    detail: { tried_state: tried.triedState, tried_epoch: tried.triedEpoch, current_epoch: currentEpoch },
  };
}
