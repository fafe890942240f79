/** Cases: one open case for one thing; what happens again after it was closed opens a follow-up. */
import type { NewCase } from '../../domain/reconciliation-case';
import type { MemoryDatabase } from './memory-database';

export function openCase(db: MemoryDatabase, opened: NewCase, nowMs: number): void {
  const about = db.cases.of(opened.orderId).filter((known) => known.about === opened.caseId);
  if (about.some(({ state }) => state === 'open')) return;
  const row = {
    orderId: opened.orderId,
    caseId: about.length === 0 ? opened.caseId : `${opened.caseId}:${about.length + 1}`,
    about: opened.caseId,
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
  const open = db.cases
    .of(orderId)
    .find((known) => (known.caseId === caseId || known.about === caseId) && known.state === 'open');
  if (open === undefined) return;
  const row = { ...open, state: 'closed' as const };
  db.cases.replace(orderId, open, row);
  db.changed({ kind: 'case', row });
}
