/** Cases: opened in the transaction of what caused them; the same cause opens one. */
import type { NewCase } from '../../domain/decision-record';
import type { MemoryDatabase } from './memory-database';

export function openCase(db: MemoryDatabase, opened: NewCase, nowMs: number): void {
  if (db.cases.of(opened.orderId).some((known) => known.caseId === opened.caseId)) return;
  const row = {
    orderId: opened.orderId,
    caseId: opened.caseId,
    reason: opened.reason,
    severity: opened.severity,
    state: 'open' as const,
    atRiskMinor: opened.atRisk.amountMinor,
    currency: opened.atRisk.currency,
    openedAtMs: nowMs,
    dueAtMs: opened.dueAtMs,
  };
  db.cases.add(opened.orderId, row);
  db.changed({ kind: 'case', row });
}

/** A case that is not there, or closed already, stays as it is. */
export function closeCase(db: MemoryDatabase, orderId: string, caseId: string): void {
  const open = db.cases.of(orderId).find((known) => known.caseId === caseId && known.state === 'open');
  if (open === undefined) return;
  const row = { ...open, state: 'closed' as const };
  db.cases.replace(orderId, open, row);
  db.changed({ kind: 'case', row });
}
