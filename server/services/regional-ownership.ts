/** One ownership page for both regions: each tells of itself, and what is known of one that does not answer is said with its age. */
import type { ActionResult } from '../domain/action-result';
import { type Freshness, freshAtOwner } from '../domain/freshness';
import { otherRegion, type Region } from '../domain/region';
import type { StaffAsked } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { OwnershipDesk, RegionOwnership } from './ownership-desk';
import type { RecoveryReviewer, ReviewOfRegion } from './recovery-reviewer';
import type { PeerReach, RegionRouter } from './region-router';

export interface OwnershipDeskSide {
  ownership_view(input: Record<string, never>): Promise<RegionOwnership>;
  ownership_start(input: {
    readonly shard: number;
    readonly reason: string;
    readonly asked: StaffAsked;
  }): Promise<ActionResult>;
  ownership_take_back(input: {
    readonly handOverId: string;
    readonly reason: string;
    readonly asked: StaffAsked;
  }): Promise<ActionResult>;
  ownership_review(input: { readonly fromMs: number; readonly toMs: number }): Promise<ReviewOfRegion>;
}

export const ownershipDeskSide = (desk: OwnershipDesk, review: RecoveryReviewer): OwnershipDeskSide => ({
  ownership_view: () => desk.view(),
  ownership_start: ({ asked, reason, shard }) => desk.start(shard, reason, asked),
  ownership_take_back: ({ asked, handOverId, reason }) => desk.takeBack(handOverId, reason, asked),
  ownership_review: ({ fromMs, toMs }) => review.review(fromMs, toMs),
});

export interface OwnershipView {
  /** This region first. A region that did not answer is absent. */
  readonly regions: readonly RegionOwnership[];
  readonly notReached: readonly Region[];
  readonly here: Region;
  readonly peer: Pick<PeerReach, 'reachable' | 'sinceMs' | 'circuit'>;
  readonly nowMs: number;
  readonly freshness: Freshness;
}

export interface ReviewView {
  readonly regions: readonly ReviewOfRegion[];
  readonly notReached: readonly Region[];
  readonly nowMs: number;
}

const PATIENCE_MS = 2_500;
const REVIEW_PATIENCE_MS = 20_000;

export class RegionalOwnership {
  constructor(
    private readonly parts: {
      readonly region: Region;
      readonly clock: Clock;
      readonly router: RegionRouter;
      newRequestId(): string;
    },
  ) {}

  async view(): Promise<OwnershipView> {
    const { clock, region, router } = this.parts;
    const [own, peer] = await Promise.all([
      this.ask(region, 'ownership_view', {}, PATIENCE_MS),
      this.ask(otherRegion(region), 'ownership_view', {}, PATIENCE_MS),
    ]);
    const nowMs = clock.nowMs();
    const { circuit, reachable, sinceMs } = router.peerReach();
    return {
      regions: [own, peer].flatMap((each) => (each === null ? [] : [each])),
      notReached: peer === null ? [otherRegion(region)] : [],
      here: region,
      peer: { reachable, sinceMs, circuit },
      nowMs,
      freshness: freshAtOwner(region, nowMs),
    };
  }

  /** At the region that owns it: it carries it out. */
  async handOver(shard: number, from: Region, reason: string, asked: StaffAsked): Promise<ActionResult> {
    return (await this.ask(from, 'ownership_start', { shard, reason, asked }, REVIEW_PATIENCE_MS)) ?? notKnown(from);
  }

  async takeBack(handOverId: string, from: Region, reason: string, asked: StaffAsked): Promise<ActionResult> {
    const answer = await this.ask(from, 'ownership_take_back', { handOverId, reason, asked }, REVIEW_PATIENCE_MS);
    return answer ?? notKnown(from);
  }

  async review(fromMs: number, toMs: number): Promise<ReviewView> {
    const { clock, region } = this.parts;
    const [own, peer] = await Promise.all([
      this.ask(region, 'ownership_review', { fromMs, toMs }, REVIEW_PATIENCE_MS),
      this.ask(otherRegion(region), 'ownership_review', { fromMs, toMs }, REVIEW_PATIENCE_MS),
    ]);
    return {
      regions: [own, peer].flatMap((each) => (each === null ? [] : [each])),
      notReached: peer === null ? [otherRegion(region)] : [],
      nowMs: clock.nowMs(),
    };
  }

  private async ask<M extends keyof OwnershipDeskSide>(
    owner: Region,
    method: M,
    input: Parameters<OwnershipDeskSide[M]>[0],
    remainingMs: number,
  ): Promise<Awaited<ReturnType<OwnershipDeskSide[M]>> | null> {
    const context = { requestId: this.parts.newRequestId(), traceparent: '', remainingMs };
    const routed = await this.parts.router.ask(owner, method, input as never, context);
    return routed.kind === 'answered' ? (routed.answer as Awaited<ReturnType<OwnershipDeskSide[M]>>) : null;
  }
}

const notKnown = (region: Region): ActionResult => ({
  kind: 'not_known_yet',
  text: `Region ${region} did not answer. Whether it was done is not known; the same click is safe to repeat.`,
  watch: '/console/ownership',
});
