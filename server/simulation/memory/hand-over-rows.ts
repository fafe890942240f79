/** A hand-over as each region's database has it: the ways from step to step, each step written down. */
import type { CarriedOrder, HandOver, HandOverStep, HandOverStepName } from '../../domain/hand-over';
import type { MemoryDatabase } from './memory-database';
import { check, raise } from './refusal';

export interface HandOverRow extends HandOver {
  /** One worker at a time takes a step. */
  readonly workedUntilMs: number | null;
  /** From when on a statement that begins sees the shard closed. */
  readonly closedSeenAtMs: number | null;
}

export type HandOverStepRow = HandOverStep;

export interface CarriedRow extends CarriedOrder {
  readonly handOverId: string;
}

/** Units that went with the orders that hold or bought them. */
export interface TransferRow {
  readonly handOverId: string;
  readonly sku: string;
  readonly direction: 'in' | 'out';
  readonly held: number;
  readonly committed: number;
}

const WAYS: Readonly<Record<HandOverStepName, readonly HandOverStepName[]>> = {
  copying: ['draining', 'aborted'],
  draining: ['closed', 'aborted'],
  closed: ['accepting', 'aborted'],
  accepting: ['clearing', 'closed'],
  clearing: ['done'],
  receiving: ['accepted', 'aborted'],
  done: [],
  aborted: [],
  accepted: [],
};

export function putHandOver(db: MemoryDatabase, before: HandOverRow | undefined, changed: HandOverRow): void {
  const isStep = before?.step !== changed.step;
  if (isStep && before !== undefined && !WAYS[before.step].includes(changed.step))
    raise('EV011', `hand-over ${before.handOverId} does not go from ${before.step} to ${changed.step}`);
  check([...changed.reason].length >= 10, 'hand_overs_reason_check');
  const after = isStep ? { ...changed, stepAtMs: db.nowMs() } : changed;
  db.handOvers.put(after.handOverId, after);
  if (!isStep) return;
  const { handOverId, step, stepAtMs } = after;
  db.handOverSteps.add(handOverId, { handOverId, step, atMs: stepAtMs });
  db.changed({ kind: 'hand_over', before: before ?? null, after });
}

export const openHandOverOf = (db: MemoryDatabase, shard: number): HandOverRow | undefined =>
  [...db.handOvers.values()].find((row) => row.shard === shard && row.endedAtMs === null);

/** As it begins, on either side. */
export const newHandOver = (
  begun: Pick<HandOver, 'handOverId' | 'shard' | 'side' | 'from' | 'to' | 'step' | 'startedBy' | 'reason'>,
  nowMs: number,
): HandOverRow => ({
  ...begun,
  stepAtMs: nowMs,
  startedAtMs: nowMs,
  endedAtMs: null,
  closedEpoch: null,
  acceptedEpoch: null,
  cursor: '',
  pass: 1,
  carriedInPass: 0,
  ordersTotal: null,
  ordersLookedAt: 0,
  ordersCarried: 0,
  acceptAsked: false,
  abortAskedBy: null,
  abortReason: null,
  waitsFor: null,
  sweepFromMs: null,
  sweepUntilMs: null,
  workedUntilMs: null,
  closedSeenAtMs: null,
});
