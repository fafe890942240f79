/**
 * Repairs: what a person has decided, durable before the order owner acts on it (changed in `repair-changes.ts`, settled with the
 * owner's decision). The database keeps one open repair for an order and refuses an approval by whoever proposed.
 */
import type { NewMessage } from '../domain/decision-record';
import type { NewEvidence } from '../domain/evidence';
import type { Money } from '../domain/money';
import type { RepairKind } from '../domain/repair/repair';
import type { NewAuditEntry } from './audit';
import { approveRepair, endRepair, proposeRepair } from './repair-changes';
import { epochMs, type Sql } from './sql';

export type RepairState = 'proposed' | 'requested' | 'applied' | 'refused' | 'withdrawn';

export interface NewRepair {
  readonly orderId: string;
  readonly repairId: string;
  /** From 1 within its order: it rests on all earlier ones, so no other may have taken this number meanwhile. */
  readonly number: number;
  readonly caseId: string | null;
  readonly kind: RepairKind;
  readonly amount: Money | null;
  readonly operationId: string;
  readonly reason: string;
  readonly providerReference: string | null;
  readonly evidenceSeqs: readonly number[];
  /** The last row of evidence in which the provider said anything, as it was judged. */
  readonly heardUntilSeq: number;
  /** The frozen snapshot, as text: its hash is what an approval is bound to. */
  readonly basisJson: string;
  /** SHA-256, hex. */
  readonly basisHash: string;
  readonly expectedVersion: number;
  readonly before: Readonly<Record<string, string | number | null>>;
  readonly proposedBy: string;
}

export interface RepairRecord extends Omit<NewRepair, 'basisJson' | 'heardUntilSeq'> {
  readonly state: RepairState;
  readonly basis: unknown;
  readonly after: Readonly<Record<string, string | number | null>> | null;
  readonly refusedBecause: string | null;
  readonly proposedAtMs: number;
  readonly approvedBy: string | null;
  readonly approvedAtMs: number | null;
  readonly settledAtMs: number | null;
}

/**
 * `known`: this click was made before, or the repair is no longer proposed. `moved`: the order is at another version. `other_open`:
 * another repair of this order waits, is under way, or was settled since this one was judged. `evidence_moved`: the provider has said
 * something since it was judged. `case_taken`: its case is closed, or somebody else's.
 */
export type RepairAnswer = 'done' | 'known' | 'moved' | 'other_open' | 'evidence_moved' | 'case_taken';

export type RepairEnd = { readonly state: 'withdrawn' } | { readonly state: 'refused'; readonly because: string };

/** A human change with its audit entry and its evidence. */
export interface AuditedChange {
  readonly entry: NewAuditEntry;
  readonly evidence: NewEvidence;
  readonly nowMs: number;
}

export interface RepairStore {
  /**
   * @param message to the order's owner; null where a second person must approve first.
   * @param claimant e-mail address of whoever proposes: the case is theirs from now on, for the time of a claim.
   */
  propose(
    repair: NewRepair,
    message: NewMessage | null,
    change: AuditedChange,
    claimant: string,
  ): Promise<RepairAnswer>;
  approve(repair: RepairRecord, approvedBy: string, message: NewMessage, change: AuditedChange): Promise<RepairAnswer>;
  /** Ends a proposal without effect: taken back by whoever made it, refused by a second person, or void because the order moved. */
  end(repair: Pick<RepairRecord, 'orderId' | 'repairId'>, how: RepairEnd, change: AuditedChange): Promise<RepairAnswer>;
  get(orderId: string, repairId: string): Promise<RepairRecord | null>;
  /** Newest first. */
  ofOrder(orderId: string): Promise<RepairRecord[]>;
}

export function repairStore(sql: Sql): RepairStore {
  const one = async (name: string, text: string, values: readonly unknown[]) =>
    (await sql.rows<RepairRecord>(name, text, values))[0] ?? null;
  return {
    propose: (repair, message, change, claimant) => proposeRepair(sql, repair, message, change, claimant),
    approve: (repair, approvedBy, message, change) => approveRepair(sql, repair, approvedBy, message, change),
    end: (repair, how, change) => endRepair(sql, repair, how, change),
    get: (orderId, repairId) =>
      one('repairs_get', `select ${COLUMNS} from operations.repairs r where r.order_id = $1 and r.repair_id = $2`, [
        orderId,
        repairId,
      ]),
    ofOrder: (orderId) =>
      sql.rows<RepairRecord>(
        'repairs_of_order',
        `select ${COLUMNS} from operations.repairs r where r.order_id = $1 order by r.number desc`,
        [orderId],
      ),
  };
}

const COLUMNS = `r.order_id as "orderId", r.repair_id as "repairId", r.number, r.case_id as "caseId", r.kind, r.state,
  case when r.amount_minor is not null then json_build_object('amountMinor', r.amount_minor, 'currency', r.currency) end as amount,
  r.operation_id as "operationId", r.reason, r.provider_reference as "providerReference", r.evidence_seqs as "evidenceSeqs", r.basis,
  encode(r.basis_hash, 'hex') as "basisHash", r.expected_version as "expectedVersion", r.before, r.after, r.refused_because as "refusedBecause",
  r.proposed_by as "proposedBy", ${epochMs('r.proposed_at')} as "proposedAtMs", r.approved_by as "approvedBy",
  ${epochMs('r.approved_at')} as "approvedAtMs", ${epochMs('r.settled_at')} as "settledAtMs"`;
