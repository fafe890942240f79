/** The audit as the database's trigger writes it: numbered and chained, and one entry for a click, however often it comes. */
import type { AuditEntry, NewAuditEntry } from '../../stores/audit';
import { GENESIS_HASH } from '../../domain/evidence-chain';
import { sha256 } from './evidence-rows';
import type { MemoryDatabase } from './memory-database';

const SEPARATOR = '\u001f';

/** False: the click is known, and whatever depends on its entry does not happen. */
export function auditOnce(db: MemoryDatabase, entry: NewAuditEntry): boolean {
  if (db.audit.has(entry.operationId)) return false;
  if (!db.defects.has('audit_outside') || !entry.action.startsWith('repairs:')) insertEntry(db, entry);
  return true;
}

export function insertEntry(db: MemoryDatabase, entry: NewAuditEntry): void {
  const { action, actor, detail, object, operationId, reason, requestId, role } = entry;
  const [seq, atMs] = [db.audit.size + 1, db.nowMs()];
  const before = lastEntry(db)?.hash ?? GENESIS_HASH;
  const said = [actor, role, action, object, operationId, requestId ?? '', reason ?? '', JSON.stringify(detail)];
  const hash = sha256([seq, before, atMs, ...said].join(SEPARATOR));
  const row: AuditEntry = { actor, role, action, object, operationId, requestId, reason, detail, seq, atMs, hash };
  db.audit.put(operationId, row);
  db.changed({ kind: 'audit', row });
}

function lastEntry(db: MemoryDatabase): AuditEntry | undefined {
  let last: AuditEntry | undefined;
  for (const row of db.audit.values()) last = row;
  return last;
}
