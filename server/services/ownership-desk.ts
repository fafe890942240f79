/**
 * The ownership desk of one region: what it owns, what is handed over, who came too late; and where a person starts a hand-over or
 * takes one back. The old owner carries it out; the desk only asks.
 */
import type { ActionResult } from '../domain/action-result';
import { type HandOver, HAND_OVER_WORDS, type HandOverStep, refusalToAbort } from '../domain/hand-over';
import type { ShardClaim } from '../domain/ownership';
import { otherRegion, type Region } from '../domain/region';
import { type StaffAsked, staffActor } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { CanaryRecord } from '../stores/epoch-canaries';
import type { FencedTryRow, FencedTryStore } from '../stores/fenced-tries';
import type { HandOverStore } from '../stores/hand-overs';
import type { EpochCanary } from './epoch-canary';
import type { ShardDirectory } from './shard-directory';
import { staffEntry } from './staff-entry';

const ACTION = 'ownership:hand_over';

export interface OwnershipDeskParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly directory: Pick<ShardDirectory, 'view' | 'refresh'>;
  readonly handOvers: HandOverStore;
  readonly fenced: Pick<FencedTryStore, 'since'>;
  readonly canary: Pick<EpochCanary, 'newest'>;
}

/** What a region says of itself. */
export interface RegionOwnership {
  readonly region: Region;
  readonly nowMs: number;
  readonly claims: readonly ShardClaim[];
  /** What it last heard of the other region, and when. */
  readonly heard: { readonly claims: readonly ShardClaim[]; readonly atMs: number } | null;
  /** Shards that both call their own: must be empty. */
  readonly claimedTwice: readonly number[];
  readonly handOvers: readonly (HandOver & { readonly steps: readonly HandOverStep[] })[];
  readonly fenced: readonly FencedTryRow[];
  readonly canaries: readonly CanaryRecord[];
}

const SHOWN = 20;
const DAY_MS = 24 * 3_600_000;

export class OwnershipDesk {
  constructor(private readonly parts: OwnershipDeskParts) {}

  async view(): Promise<RegionOwnership> {
    const { canary, clock, directory, fenced, handOvers, region } = this.parts;
    const nowMs = clock.nowMs();
    const [seen, list, tries, canaries] = await Promise.all([
      directory.view(),
      handOvers.list(SHOWN),
      fenced.since(nowMs - DAY_MS, SHOWN),
      canary.newest(3),
    ]);
    const steps = await handOvers.steps(list.map(({ handOverId }) => handOverId));
    return {
      region,
      nowMs,
      claims: seen.own,
      heard: seen.peer === null ? null : { claims: seen.peer.claims, atMs: seen.peer.heardAtMs },
      claimedTwice: seen.claimedTwice,
      handOvers: list.map((each) => ({ ...each, steps: steps.filter((step) => step.handOverId === each.handOverId) })),
      fenced: tries,
      canaries,
    };
  }

  /** Asks for a hand-over of a shard that this region owns to the other one. */
  async start(shard: number, reason: string, asked: StaffAsked): Promise<ActionResult> {
    const { handOvers, region } = this.parts;
    const to = otherRegion(region);
    const by = staffActor(asked.staff.email);
    const order = { handOverId: `ho_${asked.operationId}`, shard, from: region, to, by, reason };
    const answer = await handOvers.begin(
      order,
      staffEntry(ACTION, `shard ${shard}`, asked, reason, { shard, from: region, to }),
    );
    switch (answer) {
      case 'begun':
      case 'known_click':
        return {
          kind: 'not_known_yet',
          text: `Shard ${shard} is on its way from ${region} to ${to}. Each step is shown below; until the new owner accepts, ${region} can take it back.`,
          watch: '/console/ownership',
        };
      case 'not_owner':
        return {
          kind: 'not_done',
          code: 'not_owner',
          text: `${region} does not own shard ${shard}, or it is not open. Nothing was changed.`,
        };
      case 'under_way':
        return {
          kind: 'not_done',
          code: 'under_way',
          text: `Shard ${shard} is being handed over already. Nothing was changed.`,
        };
      default:
        return answer satisfies never;
    }
  }

  async takeBack(handOverId: string, reason: string, asked: StaffAsked): Promise<ActionResult> {
    const { handOvers } = this.parts;
    const handOver = await handOvers.get(handOverId);
    if (handOver === null) return { kind: 'not_done', code: 'not_found', text: 'There is no such hand-over here.' };
    const detail = { hand_over_id: handOverId, step: handOver.step };
    const why = refusalToAbort(handOver);
    if (
      why === null &&
      (await handOvers.askAbort(
        handOverId,
        reason,
        staffEntry(ACTION, `shard ${handOver.shard}`, asked, reason, detail),
      ))
    )
      return {
        kind: 'not_known_yet',
        text: `Shard ${handOver.shard} is being taken back.`,
        watch: '/console/ownership',
      };
    const now = (await handOvers.get(handOverId)) ?? handOver;
    return {
      kind: 'not_done',
      code: 'not_any_more',
      text: `${refusalToAbort(now) ?? 'It moved on meanwhile.'} It stands at: ${HAND_OVER_WORDS[now.step].word}.`,
    };
  }
}
