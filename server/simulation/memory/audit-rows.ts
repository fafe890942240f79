/**
 * The audit as the database's triggers write it: numbered and chained, and one entry for a click, however often it comes. A click on an order
 * goes with the order, and is entered nowhere again.
 */
import type { AuditEntry, KnownClick, NewAuditEntry } from '../../stores/audit';
import { GENESIS_HASH } from '../../domain/evidence-chain';
import { sha256 } from './evidence-rows';
import type { MemoryDatabase } from './memory-database';

const SEPARATOR = '\u001f';

/** False: the click is known, and whatever depends on its entry does not happen. */
export function auditOnce(db: MemoryDatabase, entry: NewAuditEntry): boolean {
  if (isKnownClick(db, entry.operationId)) return false;
  if (!db.defects.has('audit_outside') || !entry.action.startsWith('repairs:')) insertEntry(db, entry);
  return true;
}

export const isKnownClick = (db: MemoryDatabase, operationId: string): boolean =>
  knownClick(db, operationId) !== undefined;

export function knownClick(db: MemoryDatabase, operationId: string): KnownClick | undefined {
  const found = db.audit.get(operationId) ?? [...db.clicks.values()].find((click) => click.operationId === operationId);
  if (found === undefined) return undefined;
  const { action, actor, detail, object } = found;
  return { action, actor, detail, object };
}

/** The order that an entry is about; what leads out of degraded mode is the region's. */
function orderOf(db: MemoryDatabase, { action, detail, object }: NewAuditEntry): string | undefined {
  const named = detail.order_id ?? object;
  if (typeof named !== 'string' || named === '' || action.startsWith('degraded:')) return undefined;
  return db.orders.has(named) || db.cases.of(named).length > 0 ? named : undefined;
}

export function insertEntry(db: MemoryDatabase, entry: NewAuditEntry): void {
  const { action, actor, detail, object, operationId, reason, requestId, role } = entry;
  const [seq, atMs] = [db.audit.size + 1, db.nowMs()];
  const before = lastEntry(db)?.hash ?? GENESIS_HASH;
  const said = [actor, role, action, object, operationId, requestId ?? '', reason ?? '', JSON.stringify(detail)];
  const hash = sha256([seq, before, atMs, ...said].join(SEPARATOR));
  const row: AuditEntry = { actor, role, action, object, operationId, requestId, reason, detail, seq, atMs, hash };
  const orderId = orderOf(db, entry);
  if (orderId !== undefined)
    db.clicks.put(`${orderId}|${operationId}`, { orderId, operationId, actor, action, object, detail });
  db.audit.put(operationId, row);
  db.changed({ kind: 'audit', row });
}

function lastEntry(db: MemoryDatabase): AuditEntry | undefined {
  let last: AuditEntry | undefined;
  for (const row of db.audit.values()) last = row;
  return last;
}
