/**
 * What people change of repairs. Each is one statement with its audit entry, its evidence and, where nothing is left to approve, the
 * message to the order's owner; a click that is known changes nothing again.
 */
import type { NewMessage } from '../domain/decision-record';
import { CLAIM_LEASE_MS } from '../domain/reconciliation-case';
import { auditedOnce, auditJson, isKnownClick, type NewAuditEntry } from './audit';
import { EVIDENCE_COLUMNS, evidenceJson, evidenceRecordset, evidenceSelect } from './evidence-rows';
import { isFree } from './open-cases';
import type { AuditedChange, NewRepair, RepairAnswer, RepairEnd, RepairRecord } from './repairs';
import { instant, refusalCode, type Sql } from './sql';

/** The message to the owner, where there is one: parameters from `at` on. */
const published = (at: number, from: string): string => `
  sent as (
    insert into messaging.outbox (order_id, message_id, schema, schema_version, payment_operation, request_id, trace_id, region, payload, recorded_at)
    select o.order_id, $${at}, $${at + 1}, $${at + 2}, $${at + 3}, $${at + 4}, $${at + 5}, o.region, $${at + 6}::jsonb, ${instant('$3')}
    from ${from} f join orders.orders o on o.order_id = f.order_id where $${at}::text is not null
    on conflict (order_id, message_id) do nothing
    returning order_id, message_id
  ), queued as (
    insert into messaging.deliveries (order_id, message_id, consumer, shard, not_before, enqueued_at)
    select s.order_id, s.message_id, 'order-owner', o.shard, ${instant('$3')}, ${instant('$3')} from sent s join orders.orders o on o.order_id = s.order_id
    on conflict do nothing
  )`;

const messageValues = (message: NewMessage | null): readonly unknown[] => [
  message?.messageId ?? null,
  message?.schema ?? null,
  message?.schemaVersion ?? null,
  message?.paymentOperation ?? null,
  message?.requestId ?? null,
  message?.traceId ?? null,
  message === null ? null : JSON.stringify(message.payload),
];

/*
 * Locking: the order row is share-locked first, so that the version that was judged is the version at commit; then its case, so that
 * it is not claimed or closed meanwhile; then the audit chain; then the unique index on open repairs decides between two people; then
 * the order's chain of evidence, under whose lock it is asked whether the provider has said something since.
 */
export async function proposeRepair(
  sql: Sql,
  repair: NewRepair,
  message: NewMessage | null,
  { entry, evidence, nowMs }: AuditedChange,
  claimant: string,
): Promise<RepairAnswer> {
  return answered(sql, 'repairs_propose', entry, repair, async () => {
    const rows = await sql.rows(
      'repairs_propose',
      `with standing as materialized (
         select o.order_id from orders.orders o where o.order_id = $4 and o.version = $5::int for share
       ), worked as materialized (
         select c.case_id from standing s join operations.cases c on c.order_id = s.order_id and c.case_id = $7 and c.state = 'open'
         where ${isFree('$3')} or c.owner = $27 for update of c
       ), entry as (${auditedOnce('$1', `standing where $7::text is null or exists (select 1 from worked)`)}
       ), proposed as (
         insert into operations.repairs (order_id, repair_id, case_id, kind, state, amount_minor, currency, operation_id, reason, provider_reference,
           evidence_seqs, basis, basis_hash, expected_version, before, proposed_by, proposed_at, number)
         select $4, $6, $7, $8, case when $20::text is null then 'proposed' else 'requested' end, $9::int, $10, $11, $12, $13, $14::int[], $15::json,
           decode($16, 'hex'), $5::int, $17::json, $18, ${instant('$3')}, $28::int from entry
         returning order_id
       ), witnessed as (
         insert into orders.evidence (${EVIDENCE_COLUMNS}) select ${evidenceSelect()} from proposed, ${evidenceRecordset('$2')} returning order_id
       ), claimed as (
         update operations.cases c set owner = $27, owner_until = ${instant('$19')}, changed_by = $18, changed_at = ${instant('$3')}, change_note = null
         from proposed p, worked w where c.order_id = p.order_id and c.case_id = w.case_id
       ), ${published(20, 'proposed')}
       select orders.refuse_when_said_since(order_id, $29::int) from witnessed`,
      [
        auditJson(entry),
        evidenceJson([evidence]),
        nowMs,
        repair.orderId,
        repair.expectedVersion,
        repair.repairId,
        repair.caseId,
        repair.kind,
        repair.amount?.amountMinor ?? null,
        repair.amount?.currency ?? null,
        repair.operationId,
        repair.reason,
        repair.providerReference,
        repair.evidenceSeqs,
        repair.basisJson,
        repair.basisHash,
        JSON.stringify(repair.before),
        repair.proposedBy,
        nowMs + CLAIM_LEASE_MS,
        ...messageValues(message),
        claimant,
        repair.number,
        repair.heardUntilSeq,
      ],
    );
    return rows.length === 1;
  });
}

/* Locking: as `propose`; the repair's own row is locked too, so of two approvers one finds it proposed. */
export async function approveRepair(
  sql: Sql,
  repair: RepairRecord,
  approvedBy: string,
  message: NewMessage,
  { entry, evidence, nowMs }: AuditedChange,
): Promise<RepairAnswer> {
  return answered(sql, 'repairs_approve', entry, repair, async () => {
    const rows = await sql.rows(
      'repairs_approve',
      `with standing as materialized (
         select o.order_id from orders.orders o join operations.repairs r on r.order_id = o.order_id and r.repair_id = $5 and r.state = 'proposed'
           and r.basis_hash = decode($6, 'hex') and r.proposed_by <> $7
         where o.order_id = $4 and o.version = r.expected_version for share of o for update of r
       ), worked as materialized (
         select c.case_id from standing s join operations.cases c on c.order_id = s.order_id and c.case_id = $8 and c.state = 'open' for share of c
       ), entry as (${auditedOnce('$1', `standing where $8::text is null or exists (select 1 from worked)`)}
       ), approved as (
         update operations.repairs r set state = 'requested', approved_by = $7, approved_at = ${instant('$3')}
         from entry where r.order_id = $4 and r.repair_id = $5 and r.state = 'proposed'
         returning r.order_id
       ), witnessed as (
         insert into orders.evidence (${EVIDENCE_COLUMNS}) select ${evidenceSelect()} from approved, ${evidenceRecordset('$2')}
       ), ${published(9, 'approved')}
       select 1 from approved`,
      [
        auditJson(entry),
        evidenceJson([evidence]),
        nowMs,
        repair.orderId,
        repair.repairId,
        repair.basisHash,
        approvedBy,
        repair.caseId,
        ...messageValues(message),
      ],
    );
    return rows.length === 1;
  });
}

/* Locking: the repair's own row, then the audit chain. */
export async function endRepair(
  sql: Sql,
  { orderId, repairId }: Pick<RepairRecord, 'orderId' | 'repairId'>,
  how: RepairEnd,
  { entry, evidence, nowMs }: AuditedChange,
): Promise<RepairAnswer> {
  const rows = await sql.rows(
    'repairs_end',
    `with standing as materialized (
       select r.order_id from operations.repairs r where r.order_id = $4 and r.repair_id = $5 and r.state = 'proposed' for update
     ), entry as (${auditedOnce('$1', 'standing')}
     ), ended as (
       update operations.repairs r set state = $6, refused_because = $7, settled_at = ${instant('$3')}
       from entry where r.order_id = $4 and r.repair_id = $5
       returning r.order_id
     ), witnessed as (
       insert into orders.evidence (${EVIDENCE_COLUMNS}) select ${evidenceSelect()} from ended, ${evidenceRecordset('$2')}
     )
     select 1 from ended`,
    [
      auditJson(entry),
      evidenceJson([evidence]),
      nowMs,
      orderId,
      repairId,
      how.state,
      how.state === 'refused' ? how.because : null,
    ],
  );
  return rows.length === 1 ? 'done' : 'known';
}

/** Why a guarded change had no effect: read afterwards, since the statement's own answer is only that it had none. */
async function answered(
  sql: Sql,
  name: string,
  entry: NewAuditEntry,
  {
    caseId,
    expectedVersion,
    orderId,
    repairId,
  }: Pick<NewRepair, 'caseId' | 'expectedVersion' | 'orderId' | 'repairId'>,
  change: () => Promise<boolean>,
): Promise<RepairAnswer> {
  try {
    if (await change()) return 'done';
  } catch (error) {
    const refusal = refusalCode(error);
    if (refusal?.code === 'EV033') return 'evidence_moved';
    if (refusal?.constraint === 'repairs_one_open_key' || refusal?.constraint === 'repairs_order_id_number_key')
      return 'other_open';
    if (refusal?.constraint === 'repairs_order_id_operation_id_key' || refusal?.constraint === 'repairs_pkey')
      return 'known';
    throw error;
  }
  const rows = await sql.rows<{ known: boolean; moved: boolean; settled: boolean; named: boolean }>(
    `${name}_why`,
    `select ${isKnownClick('$1')} as known,
       not exists (select 1 from orders.orders where order_id = $2 and version = $3::int) as moved,
       exists (select 1 from operations.repairs where order_id = $2 and repair_id = $4 and state <> 'proposed') as settled,
       $5::text is not null as named`,
    [entry.operationId, orderId, expectedVersion, repairId, caseId],
  );
  const why = rows[0];
  if (why === undefined || why.known || why.settled) return 'known';
  if (why.moved) return 'moved';
  return why.named ? 'case_taken' : 'known';
}
