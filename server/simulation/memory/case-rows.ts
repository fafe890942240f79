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
