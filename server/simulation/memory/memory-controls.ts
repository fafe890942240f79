/** The region's switches in memory: set only from the version that was seen, and the later of two that were set apart wins. */
import type { ControlRecord, ControlStore } from '../../stores/controls';
import { auditOnce } from './audit-rows';
import type { MemoryDatabase } from './memory-database';
import type { Synchronous } from './synchronous';

export function memoryControls(db: MemoryDatabase): Synchronous<Pick<ControlStore, 'list' | 'set' | 'apply'>> {
  const put = (after: ControlRecord): void => {
    db.controls.put(after.name, after);
    db.changed({ kind: 'control', after });
  };
  return {
    list: () => [...db.controls.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    set(entry, control, expectedVersion) {
      if (expectedVersion === 0 && !db.controls.has(control.name))
        db.transaction(() => db.controls.put(control.name, asDelivered(control.name)));
      return db.transaction(() => {
        if (db.controls.get(control.name)?.version !== expectedVersion || !auditOnce(db, entry)) return null;
        const version = Math.max(...[...db.controls.values()].map((each) => each.version)) + 1;
        put({ ...control, version });
        return version;
      });
    },
    apply: (records) =>
      db.transaction(() =>
        [...records]
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .filter((record) => isLater(record, db.controls.get(record.name)))
          .map((record) => {
            put(record);
            return record.name;
          }),
      ),
  };
}

/** A row to compare with; it says nothing yet. */
function asDelivered(name: string): ControlRecord {
  const value = name.startsWith('payments_paused')
    ? { paused: false }
    : name.startsWith('shed:')
      ? { shed: false }
      : { percent: 100 };
  return { name, value, version: 0, reason: 'as delivered', changedBy: 'system', changedAtMs: 0, origin: '' };
}

function isLater(next: ControlRecord, before: ControlRecord | undefined): boolean {
  if (before === undefined) return true;
  if (next.version !== before.version) return next.version > before.version;
  if (next.changedAtMs !== before.changedAtMs) return next.changedAtMs > before.changedAtMs;
  return next.origin > before.origin;
}
