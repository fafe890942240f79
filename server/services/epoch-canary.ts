/**
 * The epoch canary: proves that a write by an old epoch is refused, by trying one. It goes through the very statement that decides
 * orders and through the table behind it; its order does not exist, so that even an accepted one would change nothing.
 */
import { type DecisionRecord, emptyDecision } from '../domain/decision-record';
import type { Region } from '../domain/region';
import type { Clock } from '../ports/clock';
import type { CanaryRecord, EpochCanaryStore } from '../stores/epoch-canaries';
import type { OrderStore } from '../stores/orders';
import type { ShardStore } from '../stores/shards';

export interface EpochCanaryParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly shards: Pick<ShardStore, 'list'>;
  readonly orders: Pick<OrderStore, 'decide'>;
  readonly canaries: EpochCanaryStore;
}

export type CanaryAnswer =
  | { readonly kind: 'tried'; readonly canary: CanaryRecord }
  /** The region owns no shard: there is nothing that an old epoch could write. */
  | { readonly kind: 'no_shard' };

const CANARY = 'system:epoch-canary';

export class EpochCanary {
  constructor(private readonly parts: EpochCanaryParts) {}

  /** Tries once, under the epoch before the current one of a shard of this region. Refused is right. */
  async try(): Promise<CanaryAnswer> {
    const { canaries, clock, orders, region, shards } = this.parts;
    const own = (await shards.list()).filter((row) => row.region === region);
    const nowMs = clock.nowMs();
    const row = own[Math.floor(nowMs / 1000) % Math.max(1, own.length)];
    if (row === undefined) return { kind: 'no_shard' };
    const triedEpoch = row.epoch - 1;
    const orderId = `canary:${region}:${row.shard}:${nowMs}`;
    const answers = await orders.decide([decisionOf(orderId, row.shard, triedEpoch)], nowMs);
    const decision = answers.get(orderId) ?? 'no answer';
    const record = await canaries.tryRecord(row.shard, orderId, triedEpoch);
    const refused = decision === 'fenced' && record === 'EV001';
    const kept = { shard: row.shard, triedEpoch, currentEpoch: row.epoch, decision, record, refused };
    return { kind: 'tried', canary: await canaries.keep(region, kept) };
  }

  newest(limit: number): Promise<CanaryRecord[]> {
    return this.parts.canaries.newest(this.parts.region, limit);
  }
}

const decisionOf = (orderId: string, shard: number, ownerEpoch: number): DecisionRecord => ({
  ...emptyDecision({ orderId, shard, state: 'payment_authorizing', version: 1 }, { ownerEpoch, decidedBy: CANARY }),
  to: 'payment_pending',
});
