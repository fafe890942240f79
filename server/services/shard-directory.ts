/**
 * The shard directory: says which region owns a shard now, to everybody in this process who needs to know. Its word is the row of
 * this region's own database, read again and again; a row that it could not read for `TRUSTED_MS` is no longer trusted to be its own,
 * and a handed-over shard is opened by its new owner only after that time. Decisions do not rest on it: their statement has the fence.
 */
import { claimedTwice, isOwn, ownerBy, type ShardClaim, type ShardOwners } from '../domain/ownership';
import { otherRegion, type Region } from '../domain/region';
import { homeRegionOfShard, shardOf } from '../domain/shard';
import type { Clock } from '../ports/clock';
import type { PeerClaims, ShardClaimStore } from '../stores/shard-claims';

export interface ShardDirectoryParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly claims: ShardClaimStore;
}

/** How long what was read of the own rows is trusted. */
export const TRUSTED_MS = 1_500;
/** How often they are read. */
export const READ_EVERY_MS = 500;

export interface DirectoryView {
  readonly region: Region;
  readonly own: readonly ShardClaim[];
  readonly readAtMs: number;
  readonly peer: PeerClaims | null;
  /** Must be empty. */
  readonly claimedTwice: readonly number[];
}

export class ShardDirectory implements ShardOwners {
  private own = new Map<number, ShardClaim>();
  private readAtMs = 0;
  private reading: Promise<void> | null = null;

  constructor(private readonly parts: ShardDirectoryParts) {}

  /** Reads the own rows; callers at one time share one reading. */
  async refresh(): Promise<void> {
    this.reading ??= this.read().finally(() => {
      this.reading = null;
    });
    await this.reading;
  }

  private async read(): Promise<void> {
    const { claims, clock } = this.parts;
    // what is read is as old as the question
    const askedAtMs = clock.nowMs();
    this.own = new Map((await claims.own()).map((claim) => [claim.shard, claim]));
    this.readAtMs = askedAtMs;
  }

  /** Where it belongs by the last reading; before the first one, where it began. */
  ownerOf(shard: number): Region {
    if (this.own.size === 0) return homeRegionOfShard(shard);
    return ownerBy(this.parts.region, this.own.get(shard));
  }

  ownerOfOrder(orderId: string): Region {
    return this.ownerOf(shardOf(orderId));
  }

  /** Whether this region may answer for the shard as its owner. Reads anew what was read too long ago. */
  async owns(shard: number): Promise<boolean> {
    const { clock, region } = this.parts;
    if (clock.nowMs() - this.readAtMs > TRUSTED_MS) await this.refresh();
    return isOwn(region, this.own.get(shard));
  }

  takesNewOrders(shard: number, region: Region): boolean {
    const claim = this.own.get(shard);
    if (claim === undefined) return homeRegionOfShard(shard) === region;
    return region === this.parts.region
      ? claim.region === region && claim.standing === 'open'
      : this.ownerOf(shard) === region && !this.isMoving(claim);
  }

  /** On its way to the other region: closed here, and not known to be open there. */
  private isMoving(claim: ShardClaim): boolean {
    return claim.standing === 'closed' && !this.openAtPeer.has(claim.shard);
  }

  private openAtPeer = new Set<number>();

  claimOf(shard: number): ShardClaim | undefined {
    return this.own.get(shard);
  }

  /** What the other region said of itself. */
  async hear(region: Region, told: readonly ShardClaim[]): Promise<void> {
    if (region !== otherRegion(this.parts.region)) return;
    this.openAtPeer = new Set(told.filter((claim) => isOwn(region, claim)).map(({ shard }) => shard));
    await this.parts.claims.hear(region, told);
    await this.stepDown(region, told);
  }

  /**
   * What the other region owns at a higher epoch is not this one's any more: it was adopted while this one was given up for lost. A
   * hand-over never comes here, since its old owner is closed before the new one opens.
   */
  private async stepDown(peer: Region, told: readonly ShardClaim[]): Promise<void> {
    const { claims, region } = this.parts;
    const lost = told.filter((claim) => {
      const own = this.own.get(claim.shard);
      return isOwn(peer, claim) && own !== undefined && isOwn(region, own) && own.epoch < claim.epoch;
    });
    for (const { epoch, shard } of lost) await claims.stepDown(shard, region, peer, epoch);
    if (lost.length > 0) await this.refresh();
  }

  async view(): Promise<DirectoryView> {
    const { claims, region } = this.parts;
    await this.refresh();
    const peer = await claims.heard();
    const own = [...this.own.values()];
    return {
      region,
      own,
      readAtMs: this.readAtMs,
      peer,
      claimedTwice: claimedTwice(own, region, peer?.claims ?? []),
    };
  }
}
