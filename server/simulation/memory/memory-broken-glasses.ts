/** Agreements to leave degraded mode without its evidence, in memory: one person asks, another agrees, and the row keeps them apart. */
import type { BrokenGlass, BrokenGlassStore } from '../../stores/broken-glasses';
import { auditOnce } from './audit-rows';
import type { MemoryDatabase } from './memory-database';
import { check, Refusal } from './refusal';
import type { Synchronous } from './synchronous';

export interface GlassRow extends BrokenGlass {
  readonly region: string;
}

const SECOND_PERSON = 'broken_glass_second_person_check';

function put(db: MemoryDatabase, after: GlassRow): void {
  db.glasses.put(after.glassId, after);
  db.changed({ kind: 'glass', after });
}

export function memoryBrokenGlasses(db: MemoryDatabase): Synchronous<BrokenGlassStore> {
  return {
    ask: (entry, region, glass) =>
      db.transaction(() => {
        if (!auditOnce(db, entry)) return false;
        check([...glass.reason].length >= 10, 'broken_glass_reason_check');
        if (db.glasses.has(glass.glassId)) return false;
        put(db, { ...glass, region, agreedBy: null, agreedAtMs: null });
        return true;
      }),
    agree(entry, glassId, agreedBy, nowMs) {
      try {
        return db.transaction(() => {
          const row = db.glasses.get(glassId);
          if (row === undefined || row.agreedBy !== null || !auditOnce(db, entry)) return 'gone';
          check(agreedBy !== row.askedBy || db.defects.has('glass_with_one_person'), SECOND_PERSON);
          put(db, { ...row, agreedBy, agreedAtMs: nowMs });
          return 'agreed';
        });
      } catch (error) {
        if (error instanceof Refusal && error.constraint === SECOND_PERSON) return 'same_person';
        throw error;
      }
    },
    ofEpisode: (region, episodeId) =>
      [...db.glasses.values()]
        .filter((row) => row.region === region && row.episodeId === episodeId)
        .sort((a, b) => a.askedAtMs - b.askedAtMs)
        .map(({ region: _region, ...glass }) => glass),
  };
}
