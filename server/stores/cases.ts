/** Cases as they are recorded, of one order. */
import type { CaseReason, CaseSeverity } from '../domain/reconciliation-case';
import { epochMs, type Sql } from './sql';

export interface CaseRecord {
  readonly orderId: string;
  readonly caseId: string;
  readonly reason: CaseReason;
  readonly state: 'open' | 'closed';
  readonly severity: CaseSeverity;
  readonly atRisk: { readonly amountMinor: number; readonly currency: string };
  readonly owner: string | null;
  readonly ownerUntilMs: number | null;
  readonly verdict: string | null;
  readonly openedAtMs: number;
  readonly dueAtMs: number;
  readonly closedAtMs: number | null;
  /** The closed case about the same thing that this one follows; null for the first. */
  readonly follows: string | null;
  /** Since when it is past due and was told to whoever watches the queue. */
  readonly escalatedAtMs: number | null;
}

export interface CaseStore {
  /** Of one order, oldest first. */
  ofOrder(orderId: string): Promise<CaseRecord[]>;
}

export const CASE_COLUMNS = `c.order_id as "orderId", c.case_id as "caseId", c.reason, c.state, c.severity,
  json_build_object('amountMinor', c.at_risk_minor, 'currency', c.currency) as "atRisk", c.owner, ${epochMs('c.owner_until')} as "ownerUntilMs",
  c.verdict, ${epochMs('c.opened_at')} as "openedAtMs", ${epochMs('c.due_at')} as "dueAtMs", ${epochMs('c.closed_at')} as "closedAtMs",
  c.follows, ${epochMs('c.escalated_at')} as "escalatedAtMs"`;

export function caseStore(sql: Sql): CaseStore {
  return {
    ofOrder: (orderId) =>
      sql.rows<CaseRecord>(
        'cases_of_order',
        `select ${CASE_COLUMNS} from operations.cases c where c.order_id = $1 order by c.opened_at, c.case_id`,
        [orderId],
      ),
  };
}
