/** Cases in memory, and what people change of them: one holder at a time, each click once, with its entry and its history. */
import { comparePlaces, type NextCasePreset, placeOf, QUEUE_RULES, type QueuePlace } from '../../domain/case-queue';
import type { CaseClaim, CaseClaimStore, CaseKey } from '../../stores/case-claims';
import type { CaseRecord, CaseStore } from '../../stores/cases';
import type { NewAuditEntry } from '../../stores/audit';
import { auditOnce } from './audit-rows';
import { addHistory, isFree, openCaseOf, updateCase } from './case-rows';
import type { MemoryDatabase } from './memory-database';
import type { CaseRow } from './rows';
import type { Synchronous } from './synchronous';

export function memoryCases(db: MemoryDatabase): Synchronous<CaseStore> {
  return {
    ofOrder: (orderId) =>
      db.cases
        .of(orderId)
        .toSorted((a, b) => a.openedAtMs - b.openedAtMs || (a.caseId < b.caseId ? -1 : 1))
        .map(recordOf),
  };
}

function recordOf({ about: _about, atRiskMinor, currency, ...row }: CaseRow): CaseRecord {
  return { ...row, atRisk: { amountMinor: atRiskMinor, currency } };
}

type May = (row: CaseRow, claim: CaseClaim) => boolean;

const isHeldBy: May = (row, { nowMs, owner }) => row.owner === owner && !isFree(row, nowMs);
const mayClaim =
  (db: MemoryDatabase): May =>
  (row, { nowMs }) =>
    isFree(row, nowMs) || db.defects.has('claim_of_a_held_case');

export function memoryCaseClaims(db: MemoryDatabase): Synchronous<CaseClaimStore> {
  const change = (
    entry: NewAuditEntry,
    key: CaseKey,
    claim: CaseClaim,
    may: May,
    hold: Pick<CaseRow, 'owner' | 'ownerUntilMs'>,
    note: string | null = null,
  ): boolean =>
    db.transaction(() => {
      const row = openCaseOf(db, key.orderId, key.caseId);
      if (row === undefined || !may(row, claim) || !auditOnce(db, entry)) return false;
      updateCase(db, row, { ...row, ...hold }, { actor: entry.actor, atMs: claim.nowMs, note });
      return true;
    });
  return {
    claim: (entry, key, claim) => change(entry, key, claim, mayClaim(db), holdOf(claim)),
    keep: (key, claim) =>
      db.transaction(() => {
        const row = openCaseOf(db, key.orderId, key.caseId);
        if (row === undefined || !isHeldBy(row, claim)) return false;
        // it stands, so it is not claimed anew, whenever the case was opened
        updateCase(db, row, { ...row, ownerUntilMs: claim.untilMs }, { actor: '', atMs: 0, note: null });
        return true;
      }),
    release: (entry, key, claim) => change(entry, key, claim, isHeldBy, { owner: null, ownerUntilMs: null }),
    handOver: (entry, key, claim, to, note) =>
      change(entry, key, claim, isHeldBy, { owner: to, ownerUntilMs: claim.untilMs }, note),
    note: (entry, { caseId, orderId }, text) =>
      db.transaction(() => {
        const row = openCaseOf(db, orderId, caseId);
        if (row === undefined || !auditOnce(db, entry)) return false;
        addHistory(db, row, 'noted', entry.actor, text);
        return true;
      }),
    next: (entry, preset, after, claim) =>
      db.transaction(() => {
        const row = nextFree(db, preset, after, claim);
        if (row === undefined) return null;
        const { caseId, orderId } = row;
        const named = { ...entry, object: caseId, detail: { change: 'next_case', order_id: orderId } };
        if (!auditOnce(db, named)) return null;
        updateCase(db, row, { ...row, ...holdOf(claim) }, { actor: entry.actor, atMs: claim.nowMs, note: null });
        return { orderId, caseId };
      }),
  };
}

const holdOf = ({ owner, untilMs }: CaseClaim) => ({ owner, ownerUntilMs: untilMs });

function nextFree(
  db: MemoryDatabase,
  preset: NextCasePreset,
  after: QueuePlace | null,
  { nowMs }: CaseClaim,
): CaseRow | undefined {
  const { only, reasons } = QUEUE_RULES[preset];
  return [...db.cases.all()]
    .filter((row) => row.state === 'open' && isFree(row, nowMs))
    .filter((row) => reasons === null || reasons.includes(row.reason))
    .filter((row) => only !== 'past_due' || row.dueAtMs <= nowMs)
    .filter((row) => after === null || comparePlaces(placeOf(preset, row), after) > 0)
    .toSorted((a, b) => comparePlaces(placeOf(preset, a), placeOf(preset, b)))[0];
}
