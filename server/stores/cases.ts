/** Cases as the desk reads them: open ones by due time, and those of one order. */
import type { OrderState } from '../domain/order';
import { epochMs, type Sql } from './sql';

export interface CaseRecord {
  readonly orderId: string;
  readonly caseId: string;
  readonly reason: string;
  readonly state: 'open' | 'closed';
  readonly severity: 'low' | 'normal' | 'high';
  readonly atRisk: { readonly amountMinor: number; readonly currency: string };
  readonly owner: string | null;
  readonly ownerUntilMs: number | null;
  readonly verdict: string | null;
  readonly openedAtMs: number;
  readonly dueAtMs: number;
  readonly closedAtMs: number | null;
}

/** With what the desk's row shows of its order. */
export interface OpenCase extends CaseRecord {
  readonly region: string;
  readonly orderReference: string | null;
  readonly orderState: OrderState | null;
  readonly ownerEpoch: number | null;
}

export interface CaseStore {
  /** Due first. */
  open(limit: number): Promise<OpenCase[]>;
  /** Of one order, oldest first. */
  ofOrder(orderId: string): Promise<CaseRecord[]>;
}

const CASE_COLUMNS = `c.order_id as "orderId", c.case_id as "caseId", c.reason, c.state, c.severity,
  json_build_object('amountMinor', c.at_risk_minor, 'currency', c.currency) as "atRisk", c.owner, ${epochMs('c.owner_until')} as "ownerUntilMs",
  c.verdict, ${epochMs('c.opened_at')} as "openedAtMs", ${epochMs('c.due_at')} as "dueAtMs", ${epochMs('c.closed_at')} as "closedAtMs"`;

export function caseStore(sql: Sql): CaseStore {
  return {
    open: (limit) =>
      sql.rows<OpenCase>(
        'cases_open',
        `select ${CASE_COLUMNS}, coalesce(o.region, '') as region, o.reference as "orderReference", o.state as "orderState", o.owner_epoch as "ownerEpoch"
         from (select * from operations.cases where state = 'open' order by due_at limit $1) c
         left join orders.orders o on o.order_id = c.order_id order by c.due_at`,
        [limit],
      ),
    ofOrder: (orderId) =>
      sql.rows<CaseRecord>(
        'cases_of_order',
        `select ${CASE_COLUMNS} from operations.cases c where c.order_id = $1 order by c.opened_at, c.case_id`,
        [orderId],
      ),
  };
}
