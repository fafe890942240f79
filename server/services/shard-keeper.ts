/**
 * The shard keeper: which shards this worker holds and at which epoch. It holds a lease only by the database's word, gives up what
 * it could not renew in time, takes free shards anew (a fenced worker is never a stuck one), and gives up what is more than its part
 * when another worker of the region comes.
 */
import type { Clock } from '../ports/clock';
import type { ShardStore } from '../stores/shards';

export interface ShardKeeperParts {
  readonly region: string;
  /** Unique for each life of a worker: a restarted one is another holder. */
  readonly holder: string;
  readonly clock: Clock;
  readonly shards: ShardStore;
}

export const LEASE_MS = 3_000;
/** Renewed well before it ends. */
export const RENEW_EVERY_MS = 700;
/** Local trust in a lease ends before the database's, by more than two clocks drift in that time. */
const SAFETY_MS = 750;

export class ShardKeeper {
  private epochs = new Map<number, number>();
  private trustedUntilMs = 0;

  constructor(private readonly parts: ShardKeeperParts) {}

  /** The shards to decide for now; empty once the last renewal is too old. */
  held(): ReadonlyMap<number, number> {
    return this.parts.clock.nowMs() < this.trustedUntilMs ? this.epochs : new Map();
  }

  /** Renews what is held and takes what is free. Returns how many shards are held. */
  async keep(): Promise<number> {
    const { clock, holder, region, shards } = this.parts;
    const askedAtMs = clock.nowMs();
    const alive = await shards.attend(region, holder, LEASE_MS);
    const renewed = await shards.renew(holder, LEASE_MS);
    const most = fairShare((await shards.list()).filter((row) => row.region === region).length, alive);
    const kept = renewed.slice(0, most);
    const taken = await shards.take(region, holder, LEASE_MS, most - kept.length);
    this.epochs = new Map([...kept, ...taken].map((lease) => [lease.shard, lease.epoch]));
    // told to nobody before this worker has stopped deciding for them
    if (kept.length < renewed.length)
      await shards.surrender(
        holder,
        renewed.slice(most).map(({ shard }) => shard),
      );
    this.trustedUntilMs = askedAtMs + LEASE_MS - SAFETY_MS;
    return this.epochs.size;
  }

  /** A decision under this shard was fenced: forget it, so that the next `keep` learns its true holder. */
  lost(shards: readonly number[]): void {
    for (const shard of shards) this.epochs.delete(shard);
  }

  async release(): Promise<void> {
    this.epochs = new Map();
    this.trustedUntilMs = 0;
    await this.parts.shards.release(this.parts.holder);
  }
}

/** Workers of a region share its shards: each takes at most its part, so that all parts together are at least all shards. */
export function fairShare(shards: number, alive: number): number {
  return Math.ceil(shards / Math.max(1, alive));
}
