/** One case with everything that its page shows, from one instant. Nothing is locked. */
import type { PlannedOperation } from '../domain/automatic-step';
import type { OrderReason, OrderState } from '../domain/order';
import type { CaseReason } from '../domain/reconciliation-case';
import type { RepairKind } from '../domain/repair/repair';
import type { LineSides } from '../domain/settlement-statement/sides';
import type { CaseKey } from './case-claims';
import { CASE_COLUMNS, type CaseRecord, STATEMENT_OF_CASE } from './cases';
import { epochMs, type Sql } from './sql';

export type CaseChangeKind =
  | 'opened'
  | 'claimed'
  | 'released'
  | 'handed_over'
  | 'noted'
  | 'escalated'
  | 'due_moved'
  | 'closed';

/** One row of the history, as the database saw the change. */
export interface CaseChange {
  /** From 1. */
  readonly seq: number;
  readonly atMs: number;
  readonly change: CaseChangeKind;
  /** `staff:mara@…`, `system:order-owner`. */
  readonly actor: string;
  /** Afterwards. */
  readonly owner: string | null;
  readonly ownerUntilMs: number | null;
  readonly severity: string;
  readonly dueAtMs: number;
  /** The note, why it was handed over, or the verdict. */
  readonly note: string | null;
}

export interface RepairBrief {
  readonly repairId: string;
  readonly caseId: string | null;
  readonly kind: RepairKind;
  readonly state: 'proposed' | 'requested' | 'applied' | 'refused' | 'withdrawn';
  /** Null for a repair that moves no money. */
  readonly amount: { readonly amountMinor: number; readonly currency: string } | null;
  readonly reason: string;
  readonly refusedBecause: string | null;
  readonly providerReference: string | null;
  readonly proposedBy: string;
  readonly proposedAtMs: number;
  readonly approvedBy: string | null;
  readonly approvedAtMs: number | null;
  readonly settledAtMs: number | null;
}

/** A case about the same thing, before or after. */
export interface CaseLink {
  readonly caseId: string;
  readonly reason: CaseReason;
  readonly state: 'open' | 'closed';
  readonly verdict: string | null;
  readonly openedAtMs: number;
  readonly closedAtMs: number | null;
}

export interface OrderBrief {
  readonly orderId: string;
  readonly reference: string;
  readonly state: OrderState;
  readonly reason: OrderReason | null;
  readonly version: number;
  readonly total: { readonly amountMinor: number; readonly currency: string };
  readonly region: string;
  readonly ownerEpoch: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface CaseFile extends CaseRecord {
  /** Null for money that names no order of ours. */
  readonly order: OrderBrief | null;
  readonly history: readonly CaseChange[];
  /** Of the order, the newest first. */
  readonly repairs: readonly RepairBrief[];
  /** All cases about the same thing, this one among them, the oldest first. */
  readonly chain: readonly CaseLink[];
  readonly planned: PlannedOperation | null;
  /** Null unless a line of a statement opened it. */
  readonly statement: LineSides | null;
}

export interface CaseFileStore {
  read(key: CaseKey): Promise<CaseFile | null>;
}

export function caseFileStore(sql: Sql): CaseFileStore {
  return {
    async read({ caseId, orderId }) {
      const rows = await sql.rows<CaseFile>('case_file', CASE_FILE, [orderId, caseId]);
      return rows[0] ?? null;
    },
  };
}

const CASE_FILE = `
select ${CASE_COLUMNS},
  (select json_build_object('orderId', o.order_id, 'reference', o.reference, 'state', o.state, 'reason', o.reason, 'version', o.version,
     'total', json_build_object('amountMinor', o.total_minor, 'currency', o.currency), 'region', o.region, 'ownerEpoch', o.owner_epoch,
     'createdAtMs', ${epochMs('o.created_at')}, 'updatedAtMs', ${epochMs('o.updated_at')})
   from orders.orders o where o.order_id = c.order_id) as "order",
  coalesce((select json_agg(json_build_object('seq', h.seq, 'atMs', ${epochMs('h.at')}, 'change', h.change, 'actor', h.actor, 'owner', h.owner,
     'ownerUntilMs', ${epochMs('h.owner_until')}, 'severity', h.severity, 'dueAtMs', ${epochMs('h.due_at')}, 'note', h.note) order by h.seq)
   from operations.case_history h where h.order_id = c.order_id and h.case_id = c.case_id), '[]') as history,
  coalesce((select json_agg(json_build_object('repairId', r.repair_id, 'caseId', r.case_id, 'kind', r.kind, 'state', r.state,
     'amount', case when r.amount_minor is null then null else json_build_object('amountMinor', r.amount_minor, 'currency', r.currency) end,
     'reason', r.reason, 'refusedBecause', r.refused_because, 'providerReference', r.provider_reference,
     'proposedBy', r.proposed_by, 'proposedAtMs', ${epochMs('r.proposed_at')}, 'approvedBy', r.approved_by, 'approvedAtMs', ${epochMs('r.approved_at')},
     'settledAtMs', ${epochMs('r.settled_at')}) order by r.proposed_at desc, r.repair_id)
   from operations.repairs r where r.order_id = c.order_id), '[]') as repairs,
  (select json_agg(json_build_object('caseId', k.case_id, 'reason', k.reason, 'state', k.state, 'verdict', k.verdict,
     'openedAtMs', ${epochMs('k.opened_at')}, 'closedAtMs', ${epochMs('k.closed_at')}) order by k.opened_at, k.case_id)
   from operations.cases k where k.order_id = c.order_id and coalesce(k.about, k.case_id) = coalesce(c.about, c.case_id)) as chain,
  (select json_build_object('operation', p.operation, 'kind', p.kind, 'checksDone', p.checks_done, 'nextCheckAtMs', ${epochMs('p.next_check_at')})
   from payments.operations p where p.order_id = c.order_id and p.next_check_at is not null order by p.next_check_at limit 1) as planned,
  ${STATEMENT_OF_CASE} as statement
from operations.cases c where c.order_id = $1 and c.case_id = $2`;
