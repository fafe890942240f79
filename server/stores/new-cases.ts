/**
 * How a case is opened and closed: as part of the statement that writes what caused it. The database keeps one open case for one
 * thing and gives a follow-up its own id, so the insert never fails for a case that is known; what is closed is the open one.
 */
import type { NewCase } from '../domain/reconciliation-case';
import { evidenceRecordset } from './evidence-rows';
import { instant } from './sql';

export const newCasesJson = (cases: readonly NewCase[]): string =>
  JSON.stringify(
    cases.map((opened) => ({
      order_id: opened.orderId,
      case_id: opened.caseId,
      reason: opened.reason,
      severity: opened.severity,
      at_risk_minor: opened.atRisk.amountMinor,
      currency: opened.atRisk.currency,
      due_at: opened.dueAtMs,
      opened_by: opened.openedBy,
    })),
  );

/**
 * An insert for a CTE of its own.
 * @param cases the parameter that holds `newCasesJson`.
 * @param nowMs the parameter that holds the instant of opening.
 * @param from further items of its from clause, with their condition: `join applied a on a.order_id = c.order_id`; '' for none.
 */
export const insertCases = (cases: string, nowMs: string, from = ''): string => `
  insert into operations.cases (order_id, case_id, reason, severity, at_risk_minor, currency, opened_at, due_at, changed_by, changed_at)
  select c.order_id, c.case_id, c.reason, c.severity, c.at_risk_minor, c.currency, ${instant(nowMs)}, to_timestamp(c.due_at / 1000), c.opened_by, ${instant(nowMs)}
  from jsonb_to_recordset(${cases}::jsonb) as c(order_id text, case_id text, reason text, severity text, at_risk_minor int, currency text, due_at float8,
    opened_by text) ${from}
  on conflict do nothing`;

/**
 * For the end of `from`, in a statement whose earlier CTE `closed` closes cases: what stood is closed first, and what is opened about the
 * same thing follows it. By themselves two CTEs run in no promised order, and a case that is opened before the old one is closed
 * finds that one open and is not written at all.
 */
export const AFTER_CLOSING = 'where (select count(*) from closed) >= 0';

export interface ClosedCase {
  readonly orderId: string;
  /** The id that its cause made, also of a follow-up. */
  readonly caseId: string;
  readonly verdict: string;
  readonly closedBy: string;
}

export const closedCasesJson = (cases: readonly ClosedCase[]): string =>
  JSON.stringify(
    cases.map(({ caseId, closedBy, orderId, verdict }) => ({
      order_id: orderId,
      case_id: caseId,
      verdict,
      closed_by: closedBy,
    })),
  );

/** An update for a CTE of its own; one that is not there, or closed already, stays as it is. Parameters as `insertCases`. */
export const closeCases = (cases: string, nowMs: string, from = ''): string => `
  update operations.cases k set state = 'closed', verdict = c.verdict, closed_at = ${instant(nowMs)}, owner = null, owner_until = null,
    changed_by = c.closed_by, changed_at = ${instant(nowMs)}
  from jsonb_to_recordset(${cases}::jsonb) as c(order_id text, case_id text, verdict text, closed_by text) ${from}
  where k.order_id = c.order_id and (k.case_id = c.case_id or k.about = c.case_id) and k.state = 'open'`;

/** For the CTE `opened` of a statement that uses `evidenceOfCases`: what it is to return. */
export const OPENED_CASES = 'returning order_id, case_id, about';
/** For the CTE `closed`. */
export const CLOSED_CASES = 'returning k.order_id, k.case_id, k.about';

/**
 * As `evidenceRecordset`, in a statement whose CTEs `opened` and `closed` return what they changed: a case that was open or closed
 * already is not witnessed a second time, and a follow-up is witnessed under its own id.
 */
export const evidenceOfCases = (parameter: string): string => `
  (select e.ord, e.order_id, e.lane, e.kind, e.observed_at, e.region, e.request_id, e.trace_id, e.payment_operation, e.message_id, e.provider_reference,
     e.actor, e.owner_epoch, e.order_version, e.attempt, e.replayed,
     coalesce(replace(e.detail, '"case_id":' || to_json(k.about), '"case_id":' || to_json(k.case_id)), e.detail) as detail,
     row_number() over (partition by e.order_id, e.kind, k.case_id order by e.ord) as times
   from ${evidenceRecordset(parameter)}
   left join (select 'case_opened' as changed, order_id, case_id, about from opened union all select 'case_closed', order_id, case_id, about from closed) k
     on k.changed = e.kind and k.order_id = e.order_id and e.detail::json ->> 'case_id' in (k.case_id, k.about)
   where e.kind not in ('case_opened', 'case_closed') or k.case_id is not null) e`;

/** The condition that goes with `evidenceOfCases`: one row for one change. */
export const ONCE = `(e.times = 1 or e.kind not in ('case_opened', 'case_closed'))`;
