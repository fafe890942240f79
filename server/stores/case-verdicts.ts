/**
 * Verdicts on cases without an order. Each change is one statement with its audit entry: the case's row is locked first, then the audit's
 * chain; the case is closed, and its end witnessed, in the statement that applies the verdict. A click that is known changes nothing again.
 */
import type { VerdictKind } from '../domain/case-verdict';
import type { EvidenceRow } from '../domain/evidence';
import { CLAIM_LEASE_MS } from '../domain/reconciliation-case';
import type { LineSides } from '../domain/settlement-statement/sides';
import { auditedOnce, auditJson, isKnownClick, type NewAuditEntry } from './audit';
import type { CaseKey } from './case-claims';
import { CASE_COLUMNS, type CaseRecord, STATEMENT_OF_CASE } from './cases';
import { EVIDENCE_COLUMNS, evidenceJson, evidenceOfCharge, evidenceRecordset, evidenceSelect } from './evidence-rows';
import { isFree } from './open-cases';
import type { AuditedChange, RepairEnd } from './repairs';
import { epochMs, instant, refusalCode, type Sql } from './sql';

export type VerdictState = 'proposed' | 'applied' | 'refused' | 'withdrawn';

export interface NewVerdict extends CaseKey {
  /** From 1 within its case. */
  readonly number: number;
  readonly kind: VerdictKind;
  readonly needsSecondPerson: boolean;
  readonly operationId: string;
  readonly reason: string;
  /** The frozen snapshot, as text: its hash is what an approval is bound to. */
  readonly basisJson: string;
  /** SHA-256, hex. */
  readonly basisHash: string;
  /** `staff:ana@…` */
  readonly proposedBy: string;
}

export interface VerdictRecord extends Omit<NewVerdict, 'basisJson'> {
  readonly state: VerdictState;
  readonly basis: unknown;
  readonly proposedAtMs: number;
  readonly approvedBy: string | null;
  readonly approvedAtMs: number | null;
  readonly settledAtMs: number | null;
  readonly refusedBecause: string | null;
}

/** What is recorded of a case without an order, and of the charge that it is about. */
export interface VerdictGround {
  readonly found: CaseRecord;
  /** Null when nothing names a charge. */
  readonly providerReference: string | null;
  readonly statement: LineSides | null;
  /** Of that charge, by `seq`. */
  readonly evidence: readonly EvidenceRow[];
  /** Newest first. */
  readonly verdicts: readonly VerdictRecord[];
}

/** `known`: this click was made before, or the verdict is settled. `case_taken`: the case is closed, or somebody else's. `other_open`: another waits. */
export type VerdictAnswer = 'done' | 'known' | 'case_taken' | 'other_open';

/** Closes the case when the verdict is applied: as the case keeps it, and its evidence. */
export type VerdictChange = AuditedChange & { readonly verdict: string };

export interface CaseVerdictStore {
  /** Null: no such case, or an order of ours claims its money. */
  ground(key: CaseKey): Promise<VerdictGround | null>;
  /** Applied at once, unless it takes a second person. @param claimant whose the case is meanwhile. */
  propose(verdict: NewVerdict, change: VerdictChange, claimant: string): Promise<VerdictAnswer>;
  approve(verdict: VerdictRecord, approvedBy: string, change: VerdictChange): Promise<VerdictAnswer>;
  /** Without effect: refused by a second person, void, or taken back. */
  end(
    verdict: Pick<VerdictRecord, 'orderId' | 'caseId' | 'number'>,
    how: RepairEnd,
    entry: NewAuditEntry,
    nowMs: number,
  ): Promise<VerdictAnswer>;
  /** Proposed at or before an instant, oldest first; not of a shard that is handed over. */
  proposedBefore(atMs: number, limit: number): Promise<Pick<VerdictRecord, 'orderId' | 'caseId' | 'number'>[]>;
}

export function caseVerdictStore(sql: Sql): CaseVerdictStore {
  return {
    async ground({ caseId, orderId }) {
      const rows = await sql.rows<CaseRecord & Omit<VerdictGround, 'found' | 'evidence'>>(
        'case_verdicts_ground',
        GROUND,
        [orderId, caseId],
      );
      const [row] = rows;
      if (row === undefined) return null;
      const { providerReference, statement, verdicts, ...found } = row;
      const evidence = providerReference === null ? [] : await evidenceOfCharge(sql, orderId, providerReference);
      return { found, providerReference, statement, evidence, verdicts };
    },
    async propose(verdict, { entry, evidence, nowMs, verdict: closes }, claimant) {
      return answered(sql, entry, async () =>
        sql.rows('case_verdicts_propose', PROPOSE, [
          auditJson(entry),
          evidenceJson([evidence]),
          nowMs,
          verdict.orderId,
          verdict.caseId,
          claimant,
          verdict.number,
          verdict.kind,
          verdict.needsSecondPerson,
          verdict.operationId,
          verdict.reason,
          verdict.basisJson,
          verdict.basisHash,
          verdict.proposedBy,
          closes,
          nowMs + CLAIM_LEASE_MS,
        ]),
      );
    },
    approve: (verdict, approvedBy, { entry, evidence, nowMs, verdict: closes }) =>
      answered(sql, entry, () =>
        sql.rows('case_verdicts_approve', APPROVE, [
          auditJson(entry),
          evidenceJson([evidence]),
          nowMs,
          verdict.orderId,
          verdict.caseId,
          verdict.number,
          verdict.basisHash,
          approvedBy,
          closes,
        ]),
      ),
    end: ({ caseId, number, orderId }, how, entry, nowMs) =>
      answered(sql, entry, () =>
        sql.rows('case_verdicts_end', END, [
          auditJson(entry),
          nowMs,
          orderId,
          caseId,
          number,
          how.state,
          how.state === 'refused' ? how.because : null,
        ]),
      ),
    proposedBefore: (atMs, limit) =>
      sql.rows(
        'case_verdicts_proposed_before',
        `select v.order_id as "orderId", v.case_id as "caseId", v.number from operations.case_verdicts v
         where v.state = 'proposed' and v.proposed_at <= ${instant('$1')} and not orders.is_closed(v.order_id) order by v.proposed_at limit $2`,
        [atMs, limit],
      ),
  };
}

/** Money that stands at the provider by a person's word; what was given back does not stand any more. */
export const ANSWERED_FOR = `v.state = 'applied' and v.kind <> 'given_back'`;

const VERDICT = `json_build_object('orderId', v.order_id, 'caseId', v.case_id, 'number', v.number, 'kind', v.kind, 'state', v.state,
  'needsSecondPerson', v.needs_second_person, 'operationId', v.operation_id, 'reason', v.reason, 'basis', v.basis,
  'basisHash', encode(v.basis_hash, 'hex'), 'proposedBy', v.proposed_by, 'proposedAtMs', ${epochMs('v.proposed_at')}, 'approvedBy', v.approved_by,
  'approvedAtMs', ${epochMs('v.approved_at')}, 'settledAtMs', ${epochMs('v.settled_at')}, 'refusedBecause', v.refused_because)`;

/** The charge is named by the row that witnessed the case's opening, else by the line of the statement. Nothing is locked. */
const GROUND = `
select k.*, coalesce((select e.provider_reference from orders.evidence e where e.order_id = k."orderId" and e.kind = 'case_opened'
      and e.detail ->> 'case_id' in (k."caseId", k.about) order by e.seq limit 1), k.statement ->> 'paymentIntentId') as "providerReference",
  coalesce((select json_agg(${VERDICT} order by v.number desc) from operations.case_verdicts v where v.order_id = k."orderId" and v.case_id = k."caseId"), '[]')
    as verdicts
from (select ${CASE_COLUMNS}, c.about, ${STATEMENT_OF_CASE} as statement from operations.cases c
  where c.order_id = $1 and c.case_id = $2 and not exists (select 1 from orders.orders o where o.order_id = c.order_id)) k`;

const CLOSING = (verdict: string, actor: string): string =>
  `state = 'closed', verdict = ${verdict}, closed_at = ${instant('$3')}, owner = null, owner_until = null, changed_by = ${actor}, changed_at = ${instant('$3')}`;

const PROPOSE = `
with worked as materialized (
  select c.order_id, c.case_id from operations.cases c where c.order_id = $4 and c.case_id = $5 and c.state = 'open' and (${isFree('$3')} or c.owner = $6)
  for update of c
), entry as (${auditedOnce('$1', 'worked')}
), proposed as (
  insert into operations.case_verdicts (order_id, case_id, number, kind, state, needs_second_person, operation_id, reason, basis, basis_hash,
    proposed_by, proposed_at, settled_at)
  select $4, $5, $7::int, $8, case when $9::boolean then 'proposed' else 'applied' end, $9::boolean, $10, $11, $12::json, decode($13, 'hex'), $14,
    ${instant('$3')}, case when $9::boolean then null else ${instant('$3')} end
  from entry returning order_id, case_id, state
), closed as (
  update operations.cases c set ${CLOSING('$15', '$14')} from proposed p
  where c.order_id = p.order_id and c.case_id = p.case_id and p.state = 'applied' returning c.order_id
), claimed as (
  update operations.cases c set owner = $6, owner_until = ${instant('$16')}, changed_by = $14, changed_at = ${instant('$3')}, change_note = null
  from proposed p where c.order_id = p.order_id and c.case_id = p.case_id and p.state = 'proposed'
), witnessed as (
  insert into orders.evidence (${EVIDENCE_COLUMNS}) select ${evidenceSelect()} from closed, ${evidenceRecordset('$2')}
)
select 1 from proposed`;

/* Locking: the verdict's row and its case; of two approvers one finds it proposed. */
const APPROVE = `
with standing as materialized (
  select v.order_id, v.case_id from operations.case_verdicts v join operations.cases c on c.order_id = v.order_id and c.case_id = v.case_id and c.state = 'open'
  where v.order_id = $4 and v.case_id = $5 and v.number = $6::int and v.state = 'proposed' and v.basis_hash = decode($7, 'hex') and v.proposed_by <> $8
  for update
), entry as (${auditedOnce('$1', 'standing')}
), approved as (
  update operations.case_verdicts v set state = 'applied', approved_by = $8, approved_at = ${instant('$3')}, settled_at = ${instant('$3')}
  from entry where v.order_id = $4 and v.case_id = $5 and v.number = $6::int returning v.order_id
), closed as (
  update operations.cases c set ${CLOSING('$9', '$8')} from approved where c.order_id = $4 and c.case_id = $5 returning c.order_id
), witnessed as (
  insert into orders.evidence (${EVIDENCE_COLUMNS}) select ${evidenceSelect()} from closed, ${evidenceRecordset('$2')}
)
select 1 from approved`;

/* Locking: the verdict's own row, then the audit chain. */
const END = `
with standing as materialized (
  select 1 as one from operations.case_verdicts v where v.order_id = $3 and v.case_id = $4 and v.number = $5::int and v.state = 'proposed' for update
), entry as (${auditedOnce('$1', 'standing')}
)
update operations.case_verdicts v set state = $6, refused_because = $7, settled_at = ${instant('$2')}
from entry where v.order_id = $3 and v.case_id = $4 and v.number = $5::int returning 1`;

/** Why a guarded change had no effect is read afterwards: the statement's own answer is only that it had none. */
async function answered(
  sql: Sql,
  entry: NewAuditEntry,
  change: () => Promise<readonly unknown[]>,
): Promise<VerdictAnswer> {
  try {
    if ((await change()).length === 1) return 'done';
  } catch (error) {
    const constraint = refusalCode(error)?.constraint;
    if (constraint === 'case_verdicts_one_open_key' || constraint === 'case_verdicts_pkey') return 'other_open';
    throw error;
  }
  const rows = await sql.rows('case_verdicts_known', `select 1 where ${isKnownClick('$1')}`, [entry.operationId]);
  return rows.length === 1 ? 'known' : 'case_taken';
}
