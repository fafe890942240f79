/**
 * The planned hand-over of a shard: which steps there are, which can be taken back, and what each means in words. At no step do both
 * regions decide; between `closed` and `accepted` neither does.
 */
import type { Region } from './region';

export const FROM_STEPS = ['copying', 'draining', 'closed', 'accepting', 'clearing', 'done'] as const;

export type HandOverStepName = (typeof FROM_STEPS)[number] | 'aborted' | 'receiving' | 'accepted';

export interface HandOver {
  readonly handOverId: string;
  readonly shard: number;
  /** Whose half of it this is. */
  readonly side: 'from' | 'to';
  readonly from: Region;
  readonly to: Region;
  readonly step: HandOverStepName;
  readonly stepAtMs: number;
  readonly startedBy: string;
  readonly reason: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  readonly closedEpoch: number | null;
  readonly acceptedEpoch: number | null;
  readonly cursor: string;
  readonly pass: number;
  readonly carriedInPass: number;
  readonly ordersTotal: number | null;
  readonly ordersLookedAt: number;
  readonly ordersCarried: number;
  readonly acceptAsked: boolean;
  readonly abortAskedBy: string | null;
  readonly abortReason: string | null;
  readonly waitsFor: string | null;
  /** Of the last pass of sweeps, what is left to sweep again of the shard: as `OwedSweep`; both null while nothing is. */
  readonly sweepFromMs: number | null;
  readonly sweepUntilMs: number | null;
}

export interface HandOverStep {
  readonly handOverId: string;
  readonly step: HandOverStepName;
  readonly atMs: number;
}

export interface HandOverDigest {
  readonly orderId: string;
  readonly digest: string;
}

/** An order's rows in all tables, as text; `tables` and `records` are parallel. */
export interface CarriedOrder extends HandOverDigest {
  readonly tables: readonly string[];
  readonly records: readonly string[];
}
/** What the step means for the shard's orders, for people. */
export const HAND_OVER_WORDS: Record<HandOverStepName, { readonly word: string; readonly means: string }> = {
  copying: { word: 'Copying', means: 'Records are copied. The old owner decides as ever.' },
  draining: { word: 'Draining', means: 'No new order is placed on the shard; what is under way is decided.' },
  closed: { word: 'Closed', means: 'No region decides: what changed since the copy is carried across.' },
  accepting: { word: 'Accepting', means: 'The new owner takes the records in. From here on it only goes forward.' },
  clearing: { word: 'Clearing', means: 'The new owner decides. The old copy of the records is taken away.' },
  done: { word: 'Done', means: 'The new owner has the shard and its records.' },
  aborted: { word: 'Taken back', means: 'Nothing moved. The old owner decides, at a higher epoch.' },
  receiving: { word: 'Receiving', means: 'Records come in and are kept apart. The other region decides.' },
  accepted: { word: 'Accepted', means: 'This region has the shard and its records.' },
};

/** Why it cannot be taken back (any more); null when it can be asked for. */
export function refusalToAbort(
  handOver: Pick<HandOver, 'side' | 'step' | 'abortAskedBy' | 'acceptAsked'>,
): string | null {
  if (handOver.side === 'to') return 'It is taken back where it was started: at the old owner.';
  if (handOver.abortAskedBy !== null) return 'It is being taken back already.';
  switch (handOver.step) {
    case 'copying':
    case 'draining':
    case 'closed':
      return null;
    case 'accepting':
      return 'The new owner may have accepted: it only goes forward from here.';
    case 'clearing':
    case 'done':
    case 'accepted':
      return 'The new owner has the shard. Hand it over the other way instead.';
    case 'aborted':
      return 'It was taken back.';
    case 'receiving':
      return 'It is taken back where it was started: at the old owner.';
    default:
      return handOver.step satisfies never;
  }
}
