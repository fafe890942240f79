/** Cases that nobody closed in time, told once: the row, its history and the order's evidence in one statement. */
import { instant, type Sql } from './sql';
import { EVIDENCE_COLUMNS } from './evidence-rows';

export interface CaseEscalationStore {
  /** Escalates at most `limit` cases that are past due. Returns how many. */
  escalate(asked: {
    readonly nowMs: number;
    readonly region: string;
    readonly actor: string;
    readonly limit: number;
  }): Promise<number>;
}

export function caseEscalationStore(sql: Sql): CaseEscalationStore {
  return {
    async escalate({ actor, limit, nowMs, region }) {
      const rows = await sql.rows<{ count: number }>('cases_escalate', ESCALATE, [nowMs, limit, actor, region]);
      return rows[0]?.count ?? 0;
    },
  };
}

/**
 * Locking: first the order's chain of evidence, then the case's row, as a decision takes them; neither is waited for. What is busy is
 * left for the next round. The candidates are bounded before a lock is tried, so that no plan tries one for every case there is.
 */
const ESCALATE = `
with due as materialized (
  select c.order_id, c.case_id from operations.cases c
  where c.state = 'open' and c.escalated_at is null and c.due_at <= ${instant('$1')} and not orders.is_closed(c.order_id) order by c.due_at limit $2
), chained as materialized (
  select d.order_id, d.case_id from due d where pg_try_advisory_xact_lock(4218, hashtext(d.order_id))
), locked as materialized (
  select c.order_id, c.case_id, c.severity from operations.cases c join chained d on d.order_id = c.order_id and d.case_id = c.case_id
  where c.state = 'open' and c.escalated_at is null for update of c skip locked
), escalated as (
  update operations.cases c set escalated_at = ${instant('$1')}, severity = 'high', changed_by = $3, changed_at = ${instant('$1')}, change_note = null
  from locked l where c.order_id = l.order_id and c.case_id = l.case_id
  returning c.order_id, c.case_id, c.reason, c.due_at, c.owner, l.severity as severity_before
), witnessed as (
  insert into orders.evidence (${EVIDENCE_COLUMNS})
  select e.order_id, 'operator', 'case_escalated', ${instant('$1')}, $4, null, null, null, null, null, $3, null, null, null, false,
    json_build_object('case_id', e.case_id, 'reason', e.reason, 'due_at_ms', (extract(epoch from e.due_at) * 1000)::bigint,
      'severity_before', e.severity_before, 'held_by', e.owner)
  from escalated e where e.order_id <> '' order by e.order_id, e.case_id
)
select count(*)::int as count from escalated`;
