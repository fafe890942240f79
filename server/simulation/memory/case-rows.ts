/** Cases: one open case for one thing; what happens again after it was closed opens a follow-up. */
import type { NewEvidence } from '../../domain/evidence';
import type { NewCase } from '../../domain/reconciliation-case';
import type { MemoryDatabase } from './memory-database';
import type { CaseRow } from './rows';

/** Null: one about the same thing is open. */
export function openCase(db: MemoryDatabase, opened: NewCase, nowMs: number): CaseRow | null {
  const about = db.cases.of(opened.orderId).filter((known) => known.about === opened.caseId);
  if (about.some(({ state }) => state === 'open')) return null;
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
  return row;
}

/** A case that is not there, or closed already, stays as it is: null. */
export function closeCase(db: MemoryDatabase, orderId: string, caseId: string): CaseRow | null {
  const open = db.cases
    .of(orderId)
    .find((known) => (known.caseId === caseId || known.about === caseId) && known.state === 'open');
  if (open === undefined) return null;
  const row = { ...open, state: 'closed' as const };
  db.cases.replace(orderId, open, row);
  db.changed({ kind: 'case', row });
  return row;
}

/** What was not opened or closed after all is not witnessed; a follow-up is witnessed under its own id, and once. */
export function evidenceOfCases(rows: readonly NewEvidence[], changed: readonly (CaseRow | null)[]): NewEvidence[] {
  const left = new Set(changed.filter((each) => each !== null));
  return rows.flatMap((row) => {
    if (row.kind !== 'case_opened' && row.kind !== 'case_closed') return [row];
    const state = row.kind === 'case_opened' ? 'open' : 'closed';
    const named = row.detail.case_id;
    const about = [...left].find(
      (each) => each.orderId === row.orderId && each.state === state && (each.caseId === named || each.about === named),
    );
    if (about === undefined) return [];
    left.delete(about);
    return [{ ...row, detail: { ...row.detail, case_id: about.caseId } }];
  });
}
