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
