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

/** The line of a provider's statement that opened the case `c`, as it was judged last; null for any other case. */
export const STATEMENT_OF_CASE = `(select json_build_object('statementId', l.statement_id, 'fileName', s.file_name, 'lineId', l.line_id, 'lineNo', l.line_no,
    'verdict', l.verdict, 'category', l.category, 'operation', l.operation, 'paymentIntentId', l.payment_intent_id, 'createdAtMs', ${epochMs('l.created_at')},
    'theirs', case when l.theirs_minor is not null then json_build_object('minor', l.theirs_minor, 'currency', l.theirs_currency) end,
    'ours', case when l.ours_minor is not null then json_build_object('minor', l.ours_minor, 'currency', l.ours_currency) end,
    'differences', l.differences)
  from operations.statement_lines l join operations.statements s on s.statement_id = l.statement_id
  where c.reason = 'statement_difference' and l.order_id = c.order_id and l.at_risk_minor is not null
    and l.line_id = substr(coalesce(c.about, c.case_id), length('case:' || c.order_id || ':statement:') + 1)
  order by l.judged_at desc limit 1)`;

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
