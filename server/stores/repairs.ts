/**
 * Repairs: what a person has decided, durable before the order owner acts on it. Each change is one statement with its audit entry and
 * its evidence; the database keeps one open repair for an order and refuses an approval by whoever proposed.
 */
import type { NewMessage } from '../domain/decision-record';
import type { NewEvidence } from '../domain/evidence';
import type { Money } from '../domain/money';
import type { RepairKind } from '../domain/repair';
import { auditedOnce, auditJson, type NewAuditEntry } from './audit';
import { EVIDENCE_COLUMNS, evidenceJson, evidenceRecordset, evidenceSelect } from './evidence';
import { epochMs, instant, refusalCode, type Sql } from './sql';

export type RepairState = 'proposed' | 'requested' | 'applied' | 'refused' | 'withdrawn';

export interface NewRepair {
  readonly orderId: string;
  readonly repairId: string;
  readonly caseId: string | null;
  readonly kind: RepairKind;
  readonly amount: Money | null;
  readonly operationId: string;
  readonly reason: string;
  readonly providerReference: string | null;
  readonly evidenceSeqs: readonly number[];
  /** The frozen snapshot, as text: its hash is what an approval is bound to. */
  readonly basisJson: string;
  /** SHA-256, hex. */
  readonly basisHash: string;
  readonly expectedVersion: number;
  readonly before: Readonly<Record<string, string | number | null>>;
  readonly proposedBy: string;
}

export interface RepairRecord extends Omit<NewRepair, 'basisJson'> {
  readonly state: RepairState;
  readonly basis: unknown;
  readonly after: Readonly<Record<string, string | number | null>> | null;
  readonly refusedBecause: string | null;
  readonly proposedAtMs: number;
  readonly approvedBy: string | null;
  readonly approvedAtMs: number | null;
  readonly settledAtMs: number | null;
}

/** `known`: this click was made before. `other_open`: another repair of this order waits or is under way. `moved`: the order is at another version. */
export type RepairAnswer = 'done' | 'known' | 'other_open' | 'moved';

/** A human change with its audit entry and its evidence. */
export interface AuditedChange {
  readonly entry: NewAuditEntry;
  readonly evidence: NewEvidence;
  readonly nowMs: number;
}

export interface RepairStore {
  /** @param message to the order's owner; null where a second person must approve first. */
  propose(repair: NewRepair, message: NewMessage | null, change: AuditedChange): Promise<RepairAnswer>;
  /** `known` also when it is no longer proposed, or is proposed on another basis. */
  approve(repair: RepairRecord, approvedBy: string, message: NewMessage, change: AuditedChange): Promise<RepairAnswer>;
  /** Ends a proposal without effect: taken back by whoever made it, refused by a second person, or void because the order moved. */
  end(
    repair: Pick<RepairRecord, 'orderId' | 'repairId'>,
    how: { readonly state: 'withdrawn' } | { readonly state: 'refused'; readonly because: string },
    change: AuditedChange,
  ): Promise<RepairAnswer>;
  get(orderId: string, repairId: string): Promise<RepairRecord | null>;
  /** Newest first. */
  ofOrder(orderId: string): Promise<RepairRecord[]>;
}

export function repairStore(sql: Sql): RepairStore {
  const one = async (name: string, text: string, values: readonly unknown[]) =>
    (await sql.rows<RepairRecord>(name, text, values))[0] ?? null;
  return {
    propose: (repair, message, change) => propose(sql, repair, message, change),
    approve: (repair, approvedBy, message, change) => approve(sql, repair, approvedBy, message, change),
    end: (repair, how, change) => end(sql, repair, how, change),
    get: (orderId, repairId) =>
      one('repairs_get', `select ${COLUMNS} from operations.repairs r where r.order_id = $1 and r.repair_id = $2`, [
        orderId,
        repairId,
      ]),
    ofOrder: (orderId) =>
      sql.rows<RepairRecord>(
        'repairs_of_order',
        `select ${COLUMNS} from operations.repairs r where r.order_id = $1 order by r.proposed_at desc, r.repair_id`,
        [orderId],
      ),
  };
}

const COLUMNS = `r.order_id as "orderId", r.repair_id as "repairId", r.case_id as "caseId", r.kind, r.state,
  case when r.amount_minor is not null then json_build_object('amountMinor', r.amount_minor, 'currency', r.currency) end as amount,
  r.operation_id as "operationId", r.reason, r.provider_reference as "providerReference", r.evidence_seqs as "evidenceSeqs", r.basis,
  encode(r.basis_hash, 'hex') as "basisHash", r.expected_version as "expectedVersion", r.before, r.after, r.refused_because as "refusedBecause",
  r.proposed_by as "proposedBy", ${epochMs('r.proposed_at')} as "proposedAtMs", r.approved_by as "approvedBy",
  ${epochMs('r.approved_at')} as "approvedAtMs", ${epochMs('r.settled_at')} as "settledAtMs"`;

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
 * Locking: the order row is share-locked first, so that the version that was judged is the version at commit; then the audit chain;
 * then the unique index on open repairs decides between two people.
 */
async function propose(
  sql: Sql,
  repair: NewRepair,
  message: NewMessage | null,
  { entry, evidence, nowMs }: AuditedChange,
): Promise<RepairAnswer> {
  return answered(sql, 'repairs_propose', entry, repair.orderId, repair.expectedVersion, async () => {
    const rows = await sql.rows(
      'repairs_propose',
      `with standing as materialized (
         select o.order_id from orders.orders o where o.order_id = $4 and o.version = $5::int for share
       ), entry as (${auditedOnce('$1', 'standing')}
       ), proposed as (
         insert into operations.repairs (order_id, repair_id, case_id, kind, state, amount_minor, currency, operation_id, reason, provider_reference,
           evidence_seqs, basis, basis_hash, expected_version, before, proposed_by, proposed_at)
         select $4, $6, $7, $8, case when $20::text is null then 'proposed' else 'requested' end, $9::int, $10, $11, $12, $13, $14::int[], $15::json,
           decode($16, 'hex'), $5::int, $17::json, $18, ${instant('$3')} from entry
         returning order_id
       ), witnessed as (
         insert into orders.evidence (${EVIDENCE_COLUMNS}) select ${evidenceSelect()} from proposed, ${evidenceRecordset('$2')}
       ), claimed as (
         -- who repairs has the case: the claim is kept alive, or taken when nobody holds it
         update operations.cases k set owner = $18, owner_until = ${instant('$19')}, changed_by = $18, changed_at = ${instant('$3')}
         from proposed p where k.order_id = p.order_id and k.case_id = $7 and k.state = 'open' and (k.owner is null or k.owner = $18 or k.owner_until <= ${instant('$3')})
       ), ${published(20, 'proposed')}
       select 1 from proposed`,
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
        nowMs + CLAIM_KEPT_MS,
        ...messageValues(message),
      ],
    );
    return rows.length === 1;
  });
}

/** As `CLAIM_LEASE_MS` of the domain. */
const CLAIM_KEPT_MS = 30 * 60_000;

/* Locking: as `propose`; the repair's own row is locked by its update, so of two approvers one finds it proposed. */
async function approve(
  sql: Sql,
  repair: RepairRecord,
  approvedBy: string,
  message: NewMessage,
  { entry, evidence, nowMs }: AuditedChange,
): Promise<RepairAnswer> {
  return answered(sql, 'repairs_approve', entry, repair.orderId, repair.expectedVersion, async () => {
    const rows = await sql.rows(
      'repairs_approve',
      `with standing as materialized (
         select o.order_id from orders.orders o join operations.repairs r on r.order_id = o.order_id and r.repair_id = $5 and r.state = 'proposed'
           and r.basis_hash = decode($6, 'hex') and r.proposed_by <> $7
         where o.order_id = $4 and o.version = r.expected_version for share of o for update of r
       ), entry as (${auditedOnce('$1', 'standing')}
       ), approved as (
         update operations.repairs r set state = 'requested', approved_by = $7, approved_at = ${instant('$3')}
         from entry where r.order_id = $4 and r.repair_id = $5 and r.state = 'proposed'
         returning r.order_id
       ), witnessed as (
         insert into orders.evidence (${EVIDENCE_COLUMNS}) select ${evidenceSelect()} from approved, ${evidenceRecordset('$2')}
       ), ${published(8, 'approved')}
       select 1 from approved`,
      [
        auditJson(entry),
        evidenceJson([evidence]),
        nowMs,
        repair.orderId,
        repair.repairId,
        repair.basisHash,
        approvedBy,
        ...messageValues(message),
      ],
    );
    return rows.length === 1;
  });
}

async function end(
  sql: Sql,
  { orderId, repairId }: Pick<RepairRecord, 'orderId' | 'repairId'>,
  how: { readonly state: 'withdrawn' } | { readonly state: 'refused'; readonly because: string },
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
  orderId: string,
  expectedVersion: number,
  change: () => Promise<boolean>,
): Promise<RepairAnswer> {
  try {
    if (await change()) return 'done';
  } catch (error) {
    const refusal = refusalCode(error);
    if (refusal?.constraint === 'repairs_one_open_key') return 'other_open';
    if (refusal?.constraint === 'repairs_order_id_operation_id_key' || refusal?.constraint === 'repairs_pkey')
      return 'known';
    throw error;
  }
  const rows = await sql.rows<{ known: boolean; version: number | null }>(
    `${name}_why`,
    `select exists (select 1 from operations.audit where operation_id = $1) as known, (select version from orders.orders where order_id = $2) as version`,
    [entry.operationId, orderId],
  );
  const why = rows[0];
  return why?.known === true || why?.version === expectedVersion ? 'known' : 'moved';
}
