/**
 * The hold keeper: gives the items of ended holds back to stock, whatever their orders still wait for. It moves no order; the owner
 * learns it when late money finds no hold.
 */
import { releasableAt, releaseOf } from '../domain/inventory';
import type { Clock } from '../ports/clock';
import type { FencedTryStore } from '../stores/fenced-tries';
import type { ReservationStore } from '../stores/reservations';
import type { HeldShards } from './order-owner';

export interface HoldKeeperParts {
  readonly region: string;
  readonly clock: Clock;
  readonly reservations: ReservationStore;
  readonly fenced: Pick<FencedTryStore, 'record'>;
}

/** Holds in one round, and so in one statement. */
const RELEASE_BATCH = 64;

export interface ReleaseResult {
  readonly released: number;
  /** Shards under which a release was fenced: the lease keeper takes them anew. */
  readonly fenced: readonly number[];
}

export class HoldKeeper {
  constructor(private readonly parts: HoldKeeperParts) {}

  async releaseEnded(held: HeldShards): Promise<ReleaseResult> {
    const { clock, fenced, region, reservations } = this.parts;
    const nowMs = clock.nowMs();
    const endedAtMs = releasableAt(nowMs);
    const ended = await reservations.ended([...held.keys()], endedAtMs, RELEASE_BATCH);
    const answers = await reservations.release(
      ended.map((hold) => releaseOf(hold, { nowMs, region, ownerEpoch: held.get(hold.shard) ?? 0 })),
      endedAtMs,
      nowMs,
    );
    const answered = (answer: string) => ended.filter(({ orderId }) => answers.get(orderId) === answer);
    const refused = answered('fenced');
    await fenced.record(
      refused.map(({ orderId, shard }) => ({
        orderId,
        shard,
        region,
        triedEpoch: held.get(shard) ?? 0,
        triedState: null,
        actor: 'system:hold-keeper',
        observedAtMs: nowMs,
      })),
    );
    return {
      released: answered('released').length,
      fenced: [...new Set(refused.map(({ shard }) => shard))],
    };
  }
}
