/** Cases that nobody closed in time, told once. */
import type { CaseEscalationStore } from '../../stores/case-escalations';
import { updateCase } from './case-rows';
import { appendEvidence } from './evidence-rows';
import type { MemoryDatabase } from './memory-database';
import type { CaseRow } from './rows';
import type { Synchronous } from './synchronous';

export function memoryCaseEscalations(db: MemoryDatabase): Synchronous<CaseEscalationStore> {
  return {
    escalate: ({ actor, limit, nowMs, region }) =>
      db.transaction(() => {
        const due = [...db.cases.all()]
          .filter((row) => isUntold(row) && row.dueAtMs <= nowMs && !db.isClosed(row.orderId))
          .toSorted((a, b) => a.dueAtMs - b.dueAtMs)
          .slice(0, limit);
        for (const row of due)
          updateCase(db, row, { ...row, escalatedAtMs: nowMs, severity: 'high' }, { actor, atMs: nowMs, note: null });
        const named = due
          .filter(({ orderId }) => orderId !== '')
          .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
        appendEvidence(
          db,
          named.map(({ caseId, dueAtMs, orderId, owner, reason, severity }) => ({
            orderId,
            lane: 'operator',
            kind: 'case_escalated',
            observedAtMs: nowMs,
            region,
            actor,
            detail: { case_id: caseId, reason, due_at_ms: dueAtMs, severity_before: severity, held_by: owner },
          })),
        );
        return due.length;
      }),
  };
}

export const isUntold = ({ escalatedAtMs, state }: CaseRow): boolean => state === 'open' && escalatedAtMs === null;

const placeOf = ({ caseId, orderId }: CaseRow): string => `${orderId}|${caseId}`;
