/** The steps of a shard's new owner: what comes in is kept apart, and opened only if it is exactly what the old owner has. */
import type { HandOverStore } from '../../stores/hand-overs';
import type { Region } from '../../domain/region';
import { digestOf, writeCarried } from './carried-records';
import { NOBODY, transferUnits } from './hand-over-from';
import { type HandOverRow, newHandOver, openHandOverOf, putHandOver } from './hand-over-rows';
import type { MemoryDatabase } from './memory-database';
import { owedUntilMs } from './owed-sweeps';
import { raise, Refusal } from './refusal';
import { putShard, shardRecord } from './shard-rows';
import { countCarriedOrder } from './status-change-rows';
import type { Synchronous } from './synchronous';

type Steps = 'prepare' | 'missing' | 'keep' | 'accept' | 'drop' | 'forgetCarried';

export function stepsOfTheNewOwner(db: MemoryDatabase): Pick<Synchronous<HandOverStore>, Steps> {
  const carriedIn = (id: string) => [...db.carriedOrders.values()].filter(({ handOverId }) => handOverId === id);
  return {
    prepare: ({ by, from, handOverId, reason, shard, to }) =>
      db.transaction(() => {
        const known = db.handOvers.get(handOverId);
        if (known !== undefined) return known.step;
        const row = shardRecord(db, shard);
        if (row.region !== from) return 'not_theirs';
        if (openHandOverOf(db, shard) !== undefined) return 'under_way';
        const sides = { side: 'to', step: 'receiving', from: from as Region, to: to as Region } as const;
        putHandOver(db, undefined, newHandOver({ handOverId, shard, startedBy: by, reason, ...sides }, db.nowMs()));
        putShard(db, row, { ...row, standing: 'closed', holder: null, leaseUntilMs: null }, NOBODY);
        return 'receiving';
      }),
    missing: (handOverId, digests) =>
      digests
        .filter(({ digest, orderId }) => db.carriedOrders.get(`${handOverId}|${orderId}`)?.digest !== digest)
        .map(({ orderId }) => orderId),
    keep: (handOverId, orders) =>
      db.transaction(() => {
        if (db.handOvers.get(handOverId)?.step !== 'receiving') return { kind: 'kept', orders: 0 };
        for (const order of orders) db.carriedOrders.put(`${handOverId}|${order.orderId}`, { ...order, handOverId });
        return { kind: 'kept', orders: orders.length };
      }),
    accept(handOverId, closedEpoch, orders, digest, sweepFromMs) {
      try {
        return db.transaction(() => {
          const row = db.handOvers.get(handOverId);
          if (row?.step === 'accepted') return { kind: 'accepted', epoch: row.acceptedEpoch ?? 0 } as const;
          if (row?.side !== 'to' || row.step !== 'receiving') raise('EV011', `${handOverId} is not being received`);
          const carried = carriedIn(handOverId);
          if (carried.length !== orders || digestOf(carried) !== digest)
            raise(
              'EV013',
              `hand-over ${handOverId}: ${carried.length} orders were carried, ${orders} are to be accepted`,
            );
          return { kind: 'accepted', epoch: open(db, { ...row, sweepFromMs }, closedEpoch, carried) } as const;
        });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { kind: 'refused', why: error.message };
      }
    },
    drop: ({ from, handOverId, shard, to }) =>
      db.transaction(() => {
        const known = db.handOvers.get(handOverId);
        if (known?.step === 'accepted') return false;
        const ended = { step: 'aborted', endedAtMs: db.nowMs() } as const;
        if (known === undefined) {
          const sides = { side: 'to', from: from as Region, to: to as Region } as const;
          const named = { handOverId, shard, startedBy: 'system:hand-over', reason: 'taken back before it began' };
          const row = newHandOver({ ...named, ...sides, step: 'aborted' }, db.nowMs());
          putHandOver(db, undefined, { ...row, ...ended });
        } else if (known.step === 'receiving') putHandOver(db, known, { ...known, ...ended });
        for (const { orderId } of carriedIn(handOverId)) db.carriedOrders.delete(`${handOverId}|${orderId}`);
        return true;
      }),
    forgetCarried: (limit) =>
      db.transaction(() => {
        const isOver = (id: string): boolean => (db.handOvers.get(id)?.endedAtMs ?? null) !== null;
        const over = [...db.carriedOrders.values()].filter(({ handOverId }) => isOver(handOverId)).slice(0, limit);
        for (const { handOverId, orderId } of over) db.carriedOrders.delete(`${handOverId}|${orderId}`);
        return over.length;
      }),
  };
}

type Carried = ReturnType<MemoryDatabase['carriedOrders']['values']> extends Iterable<infer Row> ? Row : never;

/** What was carried becomes the records, and the epoch rises above every one before. */
function open(db: MemoryDatabase, row: HandOverRow, closedEpoch: number, carried: readonly Carried[]): number {
  const ids = carried.map(({ orderId }) => orderId).sort();
  db.carrying(() => {
    for (const order of carried) writeCarried(db, order, row.to);
    for (const orderId of ids) countCarriedOrder(db, orderId);
  });
  for (const orderId of ids) db.statusReplicas.delete(orderId);
  for (const { sku } of ids.flatMap((orderId) => db.reservations.of(orderId)))
    if (!db.stock.has(sku)) db.stock.put(sku, { sku, available: 0, updatedAtMs: db.nowMs() });
  transferUnits(db, row.handOverId, 'in', ids);
  const shard = shardRecord(db, row.shard);
  const epoch = Math.max(shard.epoch, closedEpoch) + (db.defects.has('hand_over_keeps_epoch') ? 0 : 1);
  putShard(db, shard, { ...shard, region: row.to, standing: 'open', epoch, holder: null, leaseUntilMs: null }, NOBODY);
  const all = carried.length;
  const opened = { closedEpoch, acceptedEpoch: epoch, ordersTotal: all, ordersCarried: all, endedAtMs: db.nowMs() };
  putHandOver(db, row, { ...row, step: 'accepted', ...opened, sweepUntilMs: owedUntilMs(db, row.sweepFromMs) });
  return epoch;
}
