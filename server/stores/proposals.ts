/** Repairs that wait for a second person, apart from the cases that lead to them. The index `repairs_open_idx` has them by their age. */
import { UNANSWERED, type WaitingProposal } from '../domain/proposal';
import type { RepairRecord } from './repairs';
import { epochMs, instant, type Sql } from './sql';

export interface CountedProposals {
  readonly count: number;
  /** Null while none waits. */
  readonly oldestAtMs: number | null;
  /** The longest waiting first. */
  readonly rows: readonly WaitingProposal[];
}

export interface EndedRepair {
  readonly orderId: string;
  readonly endedAtMs: number;
}

export interface ProposalStore {
  /** Of orders without an open case: nothing of the queue leads to them. */
  withoutCase(limit: number): Promise<CountedProposals>;
  /** Proposed at or before an instant, whether a case leads to them or not; not of a shard that is handed over. */
  proposedBefore(atMs: number, limit: number): Promise<Pick<RepairRecord, 'orderId' | 'repairId' | 'kind'>[]>;
  /** What ended because nobody answered it, the newest first. */
  unansweredSince(sinceMs: number, limit: number): Promise<EndedRepair[]>;
}

/** An order's proposal that no open case leads to; there is one at most for an order. */
export const WITHOUT_CASE = `r.state = 'proposed' and not exists (select 1 from operations.cases c where c.order_id = r.order_id and c.state = 'open')`;

export function proposalStore(sql: Sql): ProposalStore {
  return {
    async withoutCase(limit) {
      const rows = await sql.rows<CountedProposals>(
        'proposals_without_case',
        `with waiting as materialized (
           select r.order_id, r.repair_id, r.kind, r.amount_minor, r.currency, r.reason, r.proposed_by, r.proposed_at
           from operations.repairs r where ${WITHOUT_CASE}
         )
         select count(*)::int as count, ${epochMs('min(w.proposed_at)')} as "oldestAtMs", coalesce((select json_agg(json_build_object(
             'orderId', f.order_id, 'reference', o.reference, 'state', o.state, 'repairId', f.repair_id, 'kind', f.kind,
             'amount', case when f.amount_minor is not null then json_build_object('amountMinor', f.amount_minor, 'currency', f.currency) end,
             'reason', f.reason, 'proposedBy', f.proposed_by, 'proposedAtMs', ${epochMs('f.proposed_at')}) order by f.proposed_at, f.order_id)
           from (select * from waiting order by proposed_at, order_id limit $1) f join orders.orders o on o.order_id = f.order_id), '[]') as rows
         from waiting w`,
        [limit],
      );
      return rows[0] ?? { count: 0, oldestAtMs: null, rows: [] };
    },
    proposedBefore: (atMs, limit) =>
      sql.rows(
        'proposals_proposed_before',
        `select r.order_id as "orderId", r.repair_id as "repairId", r.kind from operations.repairs r
         where r.state = 'proposed' and r.proposed_at <= ${instant('$1')} and not orders.is_closed(r.order_id) order by r.proposed_at limit $2`,
        [atMs, limit],
      ),
    unansweredSince: (sinceMs, limit) =>
      sql.rows(
        'proposals_unanswered_since',
        `select r.order_id as "orderId", ${epochMs('r.settled_at')} as "endedAtMs" from operations.repairs r
         where r.state = 'refused' and r.settled_at >= ${instant('$1')} and r.refused_because = $2 order by r.settled_at desc limit $3`,
        [sinceMs, UNANSWERED, limit],
      ),
  };
}
