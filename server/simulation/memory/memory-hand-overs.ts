/** Hand-overs of shards in memory: what people ask for, how far each came, and what is read to be carried. */
import type { HandOver } from '../../domain/hand-over';
import type { Region } from '../../domain/region';
import type { HandOverStore } from '../../stores/hand-overs';
import { auditOnce } from './audit-rows';
import { carriedOrder, idsOfShard } from './carried-records';
import { stepsOfTheOldOwner } from './hand-over-from';
import { type HandOverRow, newHandOver, openHandOverOf, putHandOver } from './hand-over-rows';
import { stepsOfTheNewOwner } from './hand-over-to';
import type { MemoryDatabase } from './memory-database';
import type { Synchronous } from './synchronous';

const JUST_SENT_MS = 1_000;

export function memoryHandOvers(db: MemoryDatabase): Synchronous<HandOverStore> {
  const change = (id: string, to: (row: HandOverRow) => Partial<HandOverRow>): void =>
    db.transaction(() => {
      const row = db.handOvers.get(id);
      if (row !== undefined) putHandOver(db, row, { ...row, ...to(row) });
    });
  return {
    begin: ({ by, from, handOverId, reason, shard, to }, entry) =>
      db.transaction(() => {
        if (db.audit.has(entry.operationId)) return 'known_click';
        const row = db.shard(shard);
        if (openHandOverOf(db, shard) !== undefined) return 'under_way';
        if (row?.region !== from || row.standing !== 'open') return 'not_owner';
        auditOnce(db, entry);
        const sides = { side: 'from', step: 'copying', from: from as Region, to: to as Region } as const;
        putHandOver(db, undefined, newHandOver({ handOverId, shard, startedBy: by, reason, ...sides }, db.nowMs()));
        return 'begun';
      }),
    get: (handOverId) => {
      const row = db.handOvers.get(handOverId);
      return row === undefined ? null : handOverOf(row);
    },
    list: (limit) =>
      [...db.handOvers.values()]
        .sort((a, b) => b.startedAtMs - a.startedAtMs)
        .slice(0, limit)
        .map(handOverOf),
    steps: (ids) => [...ids].sort().flatMap((id) => [...db.handOverSteps.of(id)]),
    claim: (leaseMs) =>
      db.transaction(() => {
        const nowMs = db.nowMs();
        const [next] = [...db.handOvers.values()].filter((row) => isUnderWay(row, nowMs)).sort(byStart);
        if (next === undefined) return null;
        const claimed = { ...next, workedUntilMs: nowMs + leaseMs };
        putHandOver(db, next, claimed);
        return handOverOf(claimed);
      }),
    unclaim: (id) => change(id, () => ({ workedUntilMs: null })),
    takenBackUntold: () => {
      const [untold] = [...db.handOvers.values()].filter(isUntoldToPeer).sort(byStart);
      return untold === undefined ? null : handOverOf(untold);
    },
    note: (id, { waitsFor = null, ...progress }) => change(id, () => ({ ...progress, waitsFor })),
    askAbort: (id, reason, entry) =>
      db.transaction(() => {
        const row = db.handOvers.get(id);
        const isAskable = row !== undefined && ['copying', 'draining', 'closed'].includes(row.step);
        if (!isAskable || row.abortAskedBy !== null || !auditOnce(db, entry)) return false;
        putHandOver(db, row, { ...row, abortAskedBy: entry.actor, abortReason: reason });
        return true;
      }),
    idsOf: (shard, after, limit) => idsOfShard(db, shard, after, limit),
    digests: (ids) => [...ids].sort().map((orderId) => ({ orderId, digest: carriedOrder(db, orderId).digest })),
    records: (ids) => [...ids].sort().map((orderId) => carriedOrder(db, orderId)),
    inFlight: (shard) =>
      [...db.orders.values()].filter(
        (order) =>
          order.shard === shard &&
          order.state === 'payment_authorizing' &&
          (order.deadlineAtMs ?? 0) > db.nowMs() - JUST_SENT_MS,
      ).length,
    ...stepsOfTheOldOwner(db),
    ...stepsOfTheNewOwner(db),
  };
}

export const isUnderWay = ({ endedAtMs, side, workedUntilMs }: HandOverRow, nowMs: number): boolean =>
  side === 'from' && endedAtMs === null && (workedUntilMs === null || workedUntilMs < nowMs);

/** Taken back without the other region's word. */
export const isUntoldToPeer = ({ side, step, waitsFor }: HandOverRow): boolean =>
  side === 'from' && step === 'aborted' && waitsFor !== null;

const byStart = (a: HandOverRow, b: HandOverRow): number => a.startedAtMs - b.startedAtMs;

const handOverOf = ({ closedSeenAtMs: _seen, workedUntilMs: _worked, ...handOver }: HandOverRow): HandOver => handOver;
