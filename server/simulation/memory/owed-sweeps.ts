/** What hand-overs left to sweep, in memory: written down when the shard is closed, owed by whoever has it in the end. */
import { OWED_AGE_MS, type OwedSweep } from '../../domain/owed-sweep';
import type { MemoryDatabase } from './memory-database';

export const owedUntilMs = (db: MemoryDatabase, sweepFromMs: number | null): number | null =>
  sweepFromMs === null ? null : Math.floor((db.nowMs() - OWED_AGE_MS) / 1_000) * 1_000;

/** The oldest first. */
export function owedSweeps(db: MemoryDatabase): OwedSweep[] {
  return [...db.handOvers.values()]
    .flatMap(({ handOverId, shard, sweepFromMs, sweepUntilMs }) =>
      sweepFromMs !== null && sweepUntilMs !== null && sweepFromMs < sweepUntilMs
        ? [{ handOverId, shard, fromMs: sweepFromMs, untilMs: sweepUntilMs }]
        : [],
    )
    .sort((a, b) => a.untilMs - b.untilMs || (a.handOverId < b.handOverId ? -1 : 1));
}

/** False: another sweeper was first. */
export function payOwed(db: MemoryDatabase, handOverId: string, fromMs: number, toMs: number): boolean {
  const row = db.handOvers.get(handOverId);
  if (row === undefined || row.sweepFromMs !== fromMs) return false;
  db.handOvers.put(handOverId, { ...row, sweepFromMs: toMs });
  return true;
}
