/** Repairs in memory, statement by statement as in PostgreSQL: the change, its audit entry, its evidence and its message, or nothing. */
import type { NewMessage } from '../../domain/decision-record';
import { heardUntil } from '../../domain/provider-said';
import { CLAIM_LEASE_MS } from '../../domain/reconciliation-case';
import type {
  AuditedChange,
  NewRepair,
  RepairAnswer,
  RepairEnd,
  RepairRecord,
  RepairStore,
} from '../../stores/repairs';
import { auditOnce, isKnownClick } from './audit-rows';
import { isFree, openCaseOf, updateCase } from './case-rows';
import { appendEvidence } from './evidence-rows';
import type { MemoryDatabase } from './memory-database';
import { publish } from './message-rows';
import { raise, Refusal } from './refusal';
import { findRepair, insertRepair, updateRepair } from './repair-rows';
import type { RepairRow } from './rows';
import type { Synchronous } from './synchronous';

export function memoryRepairs(db: MemoryDatabase): Synchronous<RepairStore> {
  return {
    propose: (repair, message, change, claimant) =>
      answered(db, repair, change, () => propose(db, repair, message, change, claimant)),
    approve: (repair, approvedBy, message, change) =>
      answered(db, repair, change, () => approve(db, repair, approvedBy, message, change)),
    end: (repair, how, change) => (db.transaction(() => end(db, repair, how, change)) ? 'done' : 'known'),
    get: (orderId, repairId) => {
      const row = findRepair(db, orderId, repairId);
      return row === undefined ? null : recordOf(row);
    },
    ofOrder: (orderId) =>
      db.repairs
        .of(orderId)
        .toSorted((a, b) => b.number - a.number)
        .map(recordOf),
  };
}

function recordOf({ basisJson, ...row }: RepairRow): RepairRecord {
  return { ...row, basis: JSON.parse(basisJson) as unknown };
}

function propose(
  db: MemoryDatabase,
  { heardUntilSeq, ...repair }: NewRepair,
  message: NewMessage | null,
  { entry, evidence, nowMs }: AuditedChange,
  claimant: string,
): boolean {
  const { caseId, orderId } = repair;
  const order = db.orders.get(orderId);
  if (order?.version !== repair.expectedVersion) return false;
  const worked = caseId === null ? undefined : openCaseOf(db, orderId, caseId);
  if (caseId !== null && (worked === undefined || !(isFree(worked, nowMs) || worked.owner === claimant))) return false;
  if (!auditOnce(db, entry)) return false;
  db.refuseWhenClosed(orderId);
  insertRepair(db, {
    ...repair,
    state: message === null ? 'proposed' : 'requested',
    after: null,
    refusedBecause: null,
    proposedAtMs: nowMs,
    approvedBy: null,
    approvedAtMs: null,
    settledAtMs: null,
  });
  if (heardUntil(db.evidence.of(orderId)) > heardUntilSeq) raise('EV033', 'the provider has said something since');
  appendEvidence(db, [evidence]);
  if (worked !== undefined) {
    const claimed = { ...worked, owner: claimant, ownerUntilMs: nowMs + CLAIM_LEASE_MS };
    updateCase(db, worked, claimed, { actor: repair.proposedBy, atMs: nowMs, note: null });
  }
  if (message !== null) publish(db, message, order, nowMs);
  return true;
}

function approve(
  db: MemoryDatabase,
  { basisHash, caseId, orderId, repairId }: RepairRecord,
  approvedBy: string,
  message: NewMessage,
  { entry, evidence, nowMs }: AuditedChange,
): boolean {
  const order = db.orders.get(orderId);
  const row = findRepair(db, orderId, repairId);
  if (order === undefined || row?.state !== 'proposed' || row.basisHash !== basisHash) return false;
  if (row.proposedBy === approvedBy && !db.defects.has('own_approval')) return false;
  if (order.version !== row.expectedVersion && !db.defects.has('approval_of_a_moved_order')) return false;
  if (caseId !== null && openCaseOf(db, orderId, caseId) === undefined) return false;
  if (!auditOnce(db, entry)) return false;
  updateRepair(db, row, { state: 'requested', approvedBy, approvedAtMs: nowMs });
  appendEvidence(db, [evidence]);
  publish(db, message, order, nowMs);
  return true;
}

function end(
  db: MemoryDatabase,
  { orderId, repairId }: Pick<RepairRecord, 'orderId' | 'repairId'>,
  how: RepairEnd,
  { entry, evidence, nowMs }: AuditedChange,
): boolean {
  const row = findRepair(db, orderId, repairId);
  if (row?.state !== 'proposed' || !auditOnce(db, entry)) return false;
  const refusedBecause = how.state === 'refused' ? how.because : null;
  updateRepair(db, row, { state: how.state, refusedBecause, settledAtMs: nowMs });
  appendEvidence(db, [evidence]);
  return true;
}

/** Why a guarded change had no effect, read afterwards. */
function answered(
  db: MemoryDatabase,
  {
    caseId,
    expectedVersion,
    orderId,
    repairId,
  }: Pick<RepairRecord, 'caseId' | 'expectedVersion' | 'orderId' | 'repairId'>,
  { entry }: AuditedChange,
  change: () => boolean,
): RepairAnswer {
  try {
    if (db.transaction(change)) return 'done';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === 'EV033') return 'evidence_moved';
    if (error.constraint === 'repairs_one_open_key' || error.constraint === 'repairs_order_id_number_key')
      return 'other_open';
    if (error.constraint === 'repairs_pkey' || error.constraint === 'repairs_order_id_operation_id_key') return 'known';
    throw error;
  }
  const row = findRepair(db, orderId, repairId);
  if (isKnownClick(db, entry.operationId) || (row !== undefined && row.state !== 'proposed')) return 'known';
  if (db.orders.get(orderId)?.version !== expectedVersion) return 'moved';
  return caseId === null ? 'known' : 'case_taken';
}
