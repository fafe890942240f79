/** The audit in memory. */
import type { AuditStore } from '../../stores/audit';
import { auditOnce } from './audit-rows';
import type { MemoryDatabase } from './memory-database';
import type { Synchronous } from './synchronous';

export function memoryAudit(db: MemoryDatabase): Synchronous<AuditStore> {
  return {
    append: (entry) => db.transaction(() => auditOnce(db, entry)),
    ofOperation: (operationId) => db.audit.get(operationId) ?? null,
    list: (beforeSeq, limit) =>
      [...db.audit.values()]
        .filter(({ seq }) => beforeSeq === null || seq < beforeSeq)
        .reverse()
        .slice(0, limit),
  };
}
