/** The steps of a shard's old owner, as the database's functions take them: false or null where the step is not the next one. */
import type { HandOverStore } from '../../stores/hand-overs';
import { clearCarried, idsOfShard } from './carried-records';
import { type HandOverRow, putHandOver } from './hand-over-rows';
import type { MemoryDatabase } from './memory-database';
import { standingOf } from './memory-sweeps';
import { owedSweeps, owedUntilMs } from './owed-sweeps';
import { shardRecord, putShard } from './shard-rows';
import type { Synchronous } from './synchronous';

export const NOBODY = 'nobody';

type Steps = 'drain' | 'close' | 'hasSettled' | 'askAccept' | 'acceptWasRefused' | 'wasAccepted' | 'clear' | 'reopen';

/** The same of every row that goes over its orders from the start. */
const anew = ({ pass }: HandOverRow) => ({ cursor: '', pass: pass + 1, carriedInPass: 0, ordersLookedAt: 0 });

export function stepsOfTheOldOwner(db: MemoryDatabase): Pick<Synchronous<HandOverStore>, Steps> {
  const at = (id: string, ...steps: readonly HandOverRow['step'][]): HandOverRow | undefined => {
    const row = db.handOvers.get(id);
    return row?.side === 'from' && steps.includes(row.step) ? row : undefined;
  };
  const put = (row: HandOverRow, to: Partial<HandOverRow>): void => putHandOver(db, row, { ...row, ...to });
  return {
    drain: (id) =>
      db.transaction(() => {
        const row = at(id, 'copying');
        const shard = row === undefined ? undefined : db.shard(row.shard);
        if (row === undefined || shard?.region !== row.from || shard.standing !== 'open') return false;
        putShard(db, shard, { ...shard, standing: 'draining' }, NOBODY);
        put(row, { step: 'draining', waitsFor: null });
        return true;
      }),
    close: (id) =>
      db.transaction(() => {
        const row = at(id, 'draining');
        const shard = row === undefined ? undefined : db.shard(row.shard);
        if (row === undefined || shard?.region !== row.from || shard.standing !== 'draining') return null;
        const epoch = shard.epoch + (db.defects.has('hand_over_keeps_epoch') ? 0 : 1);
        const closed = {
          ...shard,
          region: row.to,
          standing: 'closed',
          epoch,
          holder: null,
          leaseUntilMs: null,
        } as const;
        if (!db.defects.has('hand_over_leaves_open')) putShard(db, shard, closed, NOBODY);
        const sweepFromMs = db.defects.has('hand_over_owes_no_sweep') ? null : sweptUpTo(db, row);
        put(row, { step: 'closed', closedEpoch: epoch, waitsFor: null, sweepFromMs, ...anew(row) });
        return epoch;
      }),
    // a transaction is over at the instant at which it began
    hasSettled: (id) =>
      db.transaction(() => {
        const row = db.handOvers.get(id);
        if (row === undefined) return false;
        if (row.step === 'closed' && row.closedSeenAtMs === null) put(row, { closedSeenAtMs: db.nowMs() });
        return db.handOvers.get(id)?.closedSeenAtMs !== null;
      }),
    askAccept: (id, trustedMs, orders) =>
      db.transaction(() => {
        const row = at(id, 'closed');
        const seenAtMs = row?.closedSeenAtMs ?? null;
        const isLate = seenAtMs !== null && seenAtMs < db.nowMs() - trustedMs;
        if (row === undefined || row.abortAskedBy !== null || !isLate) return false;
        put(row, { step: 'accepting', acceptAsked: true, ordersTotal: orders, waitsFor: null });
        return true;
      }),
    acceptWasRefused: (id, why) =>
      db.transaction(() => {
        const row = at(id, 'accepting');
        if (row === undefined) return false;
        put(row, { step: 'closed', waitsFor: why.slice(0, 300), ...anew(row) });
        return true;
      }),
    wasAccepted: (id, epoch) =>
      db.transaction(() => {
        const row = at(id, 'accepting');
        const isHigher = epoch > (row?.closedEpoch ?? 0) || db.defects.has('hand_over_keeps_epoch');
        if (row === undefined || !isHigher) return false;
        put(row, { step: 'clearing', acceptedEpoch: epoch, waitsFor: null });
        return true;
      }),
    clear: (id, limit) => db.transaction(() => clear(db, at(id, 'clearing'), limit)),
    reopen: (id, dropped) =>
      db.transaction(() => {
        const row = at(id, 'copying', 'draining', 'closed');
        if (row === undefined || (row.acceptAsked && !dropped)) return false;
        const shard = shardRecord(db, row.shard);
        const epoch = shard.epoch + (shard.standing === 'closed' ? 1 : 0);
        putShard(db, shard, { ...shard, region: row.from, standing: 'open', epoch }, NOBODY);
        const waitsFor = dropped ? null : 'the other region, which is not told of it yet';
        put(row, { step: 'aborted', endedAtMs: db.nowMs(), waitsFor, sweepUntilMs: owedUntilMs(db, row.sweepFromMs) });
        return true;
      }),
  };
}

/** Up to where the shard's last pass has come here, or where the passes began; what an earlier hand-over left is owed on. */
function sweptUpTo(db: MemoryDatabase, { from, shard }: HandOverRow): number | null {
  const { begunAtMs, sweptUntil } = standingOf(db, from);
  const owed = owedSweeps(db).filter((each) => each.shard === shard);
  const known = [sweptUntil[3] ?? begunAtMs, ...owed.map(({ fromMs }) => fromMs)].filter((each) => each !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** So many orders at a time; returns how many these were. */
function clear(db: MemoryDatabase, row: HandOverRow | undefined, limit: number): number | null {
  if (row === undefined) return null;
  const ids = idsOfShard(db, row.shard, '', limit);
  if (ids.length === 0) {
    putHandOver(db, row, { ...row, step: 'done', endedAtMs: db.nowMs(), waitsFor: null });
    return 0;
  }
  transferUnits(db, row.handOverId, 'out', ids);
  db.carrying(() => {
    for (const orderId of ids) clearCarried(db, orderId);
  });
  return ids.length;
}

/** What these orders hold or bought goes with them; what leaves in parts is added up. */
export function transferUnits(
  db: MemoryDatabase,
  handOverId: string,
  direction: 'in' | 'out',
  orderIds: readonly string[],
): void {
  for (const { quantity, sku, state } of orderIds.flatMap((orderId) => db.reservations.of(orderId))) {
    if (state === 'released') continue;
    const key = `${handOverId}|${direction}|${sku}`;
    const was = db.transfers.get(key) ?? { handOverId, sku, direction, held: 0, committed: 0 };
    db.transfers.put(key, { ...was, [state]: was[state] + quantity });
    db.changed({ kind: 'transfer', sku, units: direction === 'in' ? quantity : -quantity });
  }
}
