/** The audit in memory. */
import type { AuditStore } from '../../stores/audit';
import { auditOnce, knownClick } from './audit-rows';
import type { MemoryDatabase } from './memory-database';
import type { Synchronous } from './synchronous';

export function memoryAudit(db: MemoryDatabase): Synchronous<AuditStore> {
  return {
    append: (entry) => db.transaction(() => auditOnce(db, entry)),
    ofOperation: (operationId) => knownClick(db, operationId) ?? null,
    find: ({ action, actor, beforeSeq, limit, object }) =>
      [...db.audit.values()]
        .filter(
          (entry) =>
            (beforeSeq === null || entry.seq < beforeSeq) &&
            (actor === null || entry.actor === actor) &&
            (object === null || entry.object === object) &&
            (action === null || entry.action === action || entry.action.split(':', 1)[0] === action),
        )
        .reverse()
        .slice(0, limit),
  };
}
