/** The queue of kept intents in memory: claimed by one worker at a time, tried, taken back, expired, followed. */
import type { IntentHandOverStore } from '../../stores/intent-hand-overs';
import { intentEvent, type IntentRow, isOwed, putIntent } from './intent-rows';
import type { MemoryDatabase } from './memory-database';
import { intentOf } from './memory-kept-intents';
import type { Synchronous } from './synchronous';

export function memoryIntentHandOvers(db: MemoryDatabase): Synchronous<IntentHandOverStore> {
  const changed = (row: IntentRow, to: Partial<IntentRow>): IntentRow => {
    const after = { ...row, ...to };
    putIntent(db, row, after);
    return after;
  };
  return {
    claim: (nowMs, claimMs, most) =>
      db.transaction(() =>
        [...db.intents.values()]
          .filter((row) => isOwed(row) && row.nextTryAtMs <= nowMs && isUnclaimed(row, nowMs))
          .filter((row) => row.state === 'expired' || (row.expiresAtMs ?? 0) > nowMs)
          .sort((a, b) => a.nextTryAtMs - b.nextTryAtMs || (a.keptAtMs ?? 0) - (b.keptAtMs ?? 0))
          .slice(0, most)
          .map((row) =>
            changed(row, {
              claimedUntilMs: nowMs + claimMs,
              attempts: row.attempts + 1,
              sends: row.state === 'kept' ? row.sends + 1 : row.sends,
            }),
          )
          .map(intentOf),
      ),
    putBack: (orderId, acted, error, nextTryAtMs, nowMs) =>
      db.transaction(() => {
        const row = db.intents.get(orderId);
        if (row === undefined || !isOwed(row)) return;
        const wasNotSent = acted === 'no' && row.state === 'kept' && row.sends > 0;
        const sends = wasNotSent ? row.sends - 1 : row.sends;
        changed(row, { claimedUntilMs: null, nextTryAtMs, lastError: error, sends });
        const kind = acted === 'no' ? 'not_acted' : 'unanswered';
        if (row.lastError !== error)
          intentEvent(db, { orderId, kind, atMs: nowMs, requestId: null, detail: { error } });
      }),
    expireDue: (nowMs) =>
      db.transaction(() => {
        const over = [...db.intents.values()].filter(
          (row) => row.state === 'kept' && (row.expiresAtMs ?? 0) <= nowMs && isUnclaimed(row, nowMs),
        );
        for (const row of over) {
          changed(row, { state: 'expired', nextTryAtMs: nowMs });
          const { orderId, sends } = row;
          intentEvent(db, { orderId, kind: 'expired', atMs: nowMs, requestId: null, detail: { sends } });
        }
        return over.length;
      }),
    toFollow: (nowMs, restMs, most) =>
      db.transaction(() =>
        [...db.intents.values()]
          .filter((row) => isFollowed(row) && row.nextTryAtMs <= nowMs)
          .sort((a, b) => a.nextTryAtMs - b.nextTryAtMs)
          .slice(0, most)
          .map((row) => intentOf(changed(row, { nextTryAtMs: nowMs + restMs }))),
      ),
    owed: () => {
      const rows = [...db.intents.values()];
      const keptAt = rows.filter(isOwed).flatMap(({ keptAtMs }) => keptAtMs ?? []);
      return {
        kept: rows.filter(({ state }) => state === 'kept').length,
        expired: rows.filter(({ state }) => state === 'expired').length,
        followed: rows.filter(isFollowed).length,
        oldestKeptAtMs: keptAt.length === 0 ? null : Math.min(...keptAt),
      };
    },
  };
}

const isUnclaimed = ({ claimedUntilMs }: IntentRow, nowMs: number): boolean =>
  claimedUntilMs === null || claimedUntilMs <= nowMs;

/** The owner has it, and its last word was not final. */
export const isFollowed = ({ keptAtMs, state }: IntentRow): boolean => state === 'handed_over' && keptAtMs !== null;
