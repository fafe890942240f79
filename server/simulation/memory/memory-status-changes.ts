/** The queue of orders that the other region knows an older state of, in memory; and how complete its copies of them are. */
import type { CopiesStore } from '../../stores/copies';
import type { StatusChangeStore } from '../../stores/status-changes';
import type { MemoryDatabase } from './memory-database';
import { memoryOrders } from './memory-orders';
import type { StatusChangeRow } from './status-change-rows';
import type { Synchronous } from './synchronous';

export function memoryStatusChanges(db: MemoryDatabase): Synchronous<StatusChangeStore> {
  return {
    untold: (limit, except) =>
      untoldOf(db)
        .filter(({ orderId }) => !except.includes(orderId))
        .sort((a, b) => sinceOf(a) - sinceOf(b))
        .slice(0, limit)
        .flatMap(({ change, orderId }) => {
          const status = memoryOrders(db).status(orderId);
          const order = db.orders.get(orderId);
          if (status === null || order === undefined) return [];
          return [{ status: { ...status, change, statusTokenHash: order.statusTokenHash }, readAtMs: db.nowMs() }];
        }),
    told: (changes) =>
      db.transaction(() => {
        for (const { change, orderId } of changes) {
          const row = db.statusChanges.get(orderId);
          if (row?.change === change) db.statusChanges.put(orderId, { ...row, untoldSinceMs: null });
        }
      }),
  };
}

export function memorySourceLook(db: MemoryDatabase): Synchronous<Pick<CopiesStore, 'look'>> {
  return {
    look: () => {
      const untold = db.defects.has('copies_complete_at_once') ? [] : untoldOf(db);
      const untoldSinceMs = untold.length === 0 ? null : Math.min(...untold.map(sinceOf));
      return { atMs: db.nowMs(), untoldSinceMs, untold: untold.length };
    },
  };
}

/** One that went to the other region with its shard is told by its owner there. */
const untoldOf = (db: MemoryDatabase): StatusChangeRow[] =>
  [...db.statusChanges.values()].filter((row) => row.untoldSinceMs !== null && db.orders.has(row.orderId));

const sinceOf = ({ untoldSinceMs }: StatusChangeRow): number => untoldSinceMs ?? Number.POSITIVE_INFINITY;
