/**
 * Cases: one open case for one thing; what happens again after it was closed opens a follow-up. Every change leaves a row of history, as
 * the database's trigger writes it.
 */
import type { NewEvidence } from '../../domain/evidence';
import type { NewCase } from '../../domain/reconciliation-case';
import type { ClosedCase } from '../../stores/new-cases';
import type { MemoryDatabase } from './memory-database';
import { raise } from './refusal';
import type { CaseHistoryRow, CaseRow } from './rows';

/** Null: one about the same thing is open. */
export function openCase(db: MemoryDatabase, opened: NewCase, nowMs: number): CaseRow | null {
  const about = db.cases.of(opened.orderId).filter((known) => known.about === opened.caseId);
  if (about.some(({ state }) => state === 'open')) return null;
  const row: CaseRow = {
    orderId: opened.orderId,
    caseId: about.length === 0 ? opened.caseId : `${opened.caseId}:${about.length + 1}`,
    about: opened.caseId,
    reason: opened.reason,
    severity: opened.severity,
    state: 'open',
    atRiskMinor: opened.atRisk.amountMinor,
    currency: opened.atRisk.currency,
    owner: null,
    ownerUntilMs: null,
    verdict: null,
    openedAtMs: nowMs,
    dueAtMs: opened.dueAtMs,
    closedAtMs: null,
    follows: newestOf(about)?.caseId ?? null,
    escalatedAtMs: null,
  };
  db.cases.add(opened.orderId, row);
  db.changed({ kind: 'case', before: null, row });
  addHistory(db, row, 'opened', opened.openedBy, null);
  return row;
}

const newestOf = (about: readonly CaseRow[]): CaseRow | undefined =>
  about.toSorted((a, b) => b.openedAtMs - a.openedAtMs || (a.caseId > b.caseId ? -1 : 1))[0];

/** A case that is not there, or closed already, stays as it is: null. */
export function closeCase(db: MemoryDatabase, closed: ClosedCase, nowMs: number): CaseRow | null {
  const { caseId, closedBy, orderId, verdict } = closed;
  const open = db.cases
    .of(orderId)
    .find((known) => (known.caseId === caseId || known.about === caseId) && known.state === 'open');
  if (open === undefined) return null;
  const row: CaseRow = { ...open, state: 'closed', verdict, closedAtMs: nowMs, owner: null, ownerUntilMs: null };
  return updateCase(db, open, row, { actor: closedBy, atMs: nowMs, note: null });
}

export interface CaseChange {
  readonly actor: string;
  readonly atMs: number;
  readonly note: string | null;
}

export function updateCase(db: MemoryDatabase, before: CaseRow, after: CaseRow, change: CaseChange): CaseRow {
  if (before.state === 'closed') raise('EV007', `case ${before.caseId} of ${before.orderId} is closed`);
  db.cases.replace(before.orderId, before, after);
  db.changed({ kind: 'case', before, row: after });
  const what = changeOf(before, after, change.atMs);
  if (what !== null) addHistory(db, after, what, change.actor, what === 'closed' ? after.verdict : change.note);
  return after;
}

/** Null: a claim kept alive is no news. */
function changeOf(before: CaseRow, after: CaseRow, atMs: number): CaseHistoryRow['change'] | null {
  if (after.state === 'closed') return 'closed';
  if (after.escalatedAtMs !== before.escalatedAtMs) return 'escalated';
  if (before.owner !== null && after.owner === null) return 'released';
  const wasFree = before.owner === null || (before.ownerUntilMs ?? 0) <= atMs;
  if (after.owner !== null && after.ownerUntilMs !== before.ownerUntilMs && wasFree) return 'claimed';
  if (after.owner !== before.owner) return 'handed_over';
  return after.dueAtMs === before.dueAtMs ? null : 'due_moved';
}

export function addHistory(
  db: MemoryDatabase,
  { caseId, dueAtMs, orderId, owner, ownerUntilMs, severity }: CaseRow,
  change: CaseHistoryRow['change'],
  actor: string,
  note: string | null,
): void {
  const seq = db.caseHistory.of(orderId).filter((row) => row.caseId === caseId).length + 1;
  db.caseHistory.add(orderId, { orderId, caseId, seq, change, actor, owner, ownerUntilMs, severity, dueAtMs, note });
}

/** A claim that ran out is nobody's. */
export const isFree = ({ ownerUntilMs }: CaseRow, nowMs: number): boolean =>
  ownerUntilMs === null || ownerUntilMs <= nowMs;

export const openCaseOf = (db: MemoryDatabase, orderId: string, caseId: string): CaseRow | undefined =>
  db.cases.of(orderId).find((row) => row.caseId === caseId && row.state === 'open');

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
