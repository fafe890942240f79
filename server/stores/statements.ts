/**
 * Settlement statements and their lines, as this region keeps them: the lines of its own orders, each with its verdict, in the
 * statement that opens or closes the case about it.
 */
import type { StatementRecord, NewStatement } from '../domain/settlement-statement/settlement-statement';
import type { StatementCases } from '../domain/settlement-statement/case';
import type { OurOrder } from '../domain/settlement-statement/match';
import type { JudgedLine } from '../domain/settlement-statement/verdict';
import { auditedOnce, auditJson, type NewAuditEntry } from './audit';
import { EVIDENCE_COLUMNS, evidenceJson, evidenceRecordset, evidenceSelect } from './evidence-rows';
import { closeCases, closedCasesJson, insertCases, newCasesJson } from './new-cases';
import { epochMs, instant, type Sql } from './sql';

/** With the open cases about lines of statements, by what they are about. */
export interface OurOrderNow extends OurOrder {
  readonly openCases: readonly string[];
}

export interface StatementStore {
  /** Opens it, or goes on with one that is not complete. A complete one stays as it is and leaves no entry. */
  begin(statement: NewStatement, entry: NewAuditEntry | null): Promise<void>;
  get(statementId: string): Promise<StatementRecord | null>;
  /** The orders of these ids, and those whose payment the provider knows by one of these references. */
  ours(orderIds: readonly string[], references: readonly string[]): Promise<OurOrderNow[]>;
  /** Keeps lines that are not kept yet, with their cases. A line is judged once; only one that could not be compared is judged again. */
  keepLines(statementId: string, lines: readonly JudgedLine[], cases: StatementCases, nowMs: number): Promise<void>;
  /** Counts the lines; complete only if nothing is left to compare. */
  finish(
    statementId: string,
    rest: { readonly linesNotReached: number; readonly isPeerDone: boolean },
    nowMs: number,
  ): Promise<void>;
}

export function statementStore(sql: Sql): StatementStore {
  return {
    async begin(statement, entry) {
      const { fileName, importedAtMs, importedBy, importedIn, period } = statement;
      const values = [
        statement.statementId,
        statement.sha256,
        fileName,
        statement.bytes,
        statement.lines,
        period.fromMs,
        period.toMs,
        period.isGiven,
        importedIn,
        importedBy,
        importedAtMs,
      ];
      if (entry === null) await sql.rows('statements_begin_for_peer', BEGIN, values);
      else await sql.rows('statements_begin', `with entry as (${BEGIN_ENTRY}) ${BEGIN}`, [...values, auditJson(entry)]);
    },
    async get(statementId) {
      const rows = await sql.rows<StatementRow>(
        'statements_get',
        `select ${STATEMENT_COLUMNS} from operations.statements s where s.statement_id = $1`,
        [statementId],
      );
      return rows[0] === undefined ? null : statementOf(rows[0]);
    },
    ours: (orderIds, references) => sql.rows<OurOrderNow>('statements_ours', OURS, [orderIds, references]),
    async keepLines(statementId, lines, cases, nowMs) {
      if (lines.length === 0) return;
      await sql.rows('statements_keep_lines', KEEP_LINES, [
        statementId,
        JSON.stringify(lines.map(lineJson)),
        nowMs,
        newCasesJson(cases.opens),
        closedCasesJson(cases.closes),
        evidenceJson(cases.evidence),
      ]);
    },
    async finish(statementId, { isPeerDone, linesNotReached }, nowMs) {
      await sql.rows('statements_finish', FINISH, [statementId, linesNotReached, isPeerDone, nowMs]);
    },
  };
}

/** Locking: the statement's row; who hands the same file in at the same moment waits, and finds it. */
const BEGIN = `
  insert into operations.statements (statement_id, sha256, file_name, bytes, lines, period_from, period_to, period_is_given, imported_in, imported_by,
    imported_at)
  values ($1, $2, $3, $4, $5, ${instant('$6')}, ${instant('$7')}, $8, $9, $10, ${instant('$11')})
  on conflict (statement_id) do update set state = 'importing', finished_at = null,
    period_from = case when excluded.period_is_given then excluded.period_from else statements.period_from end,
    period_to = case when excluded.period_is_given then excluded.period_to else statements.period_to end,
    period_is_given = statements.period_is_given or excluded.period_is_given
  where statements.state <> 'complete'`;

const BEGIN_ENTRY = auditedOnce(
  '$12',
  `(select 1 where not exists (select 1 from operations.statements s where s.statement_id = $1 and s.state = 'complete')) as open`,
);

/** One probe of an index for each order: an array of all would be planned as a scan while the tables are new, and stay one as they grow. */
const OURS = `
with wanted as materialized (
  select unnest($1::text[]) as order_id
  union
  select p.order_id from payments.operations p where p.provider_reference = any($2::text[])
)
select o.order_id as "orderId",
  (select coalesce(json_agg(json_build_object('operation', p.operation, 'kind', p.kind, 'state', p.state,
      'amount', json_build_object('amountMinor', p.amount_minor, 'currency', p.currency),
      'authorized', case when p.authorized_minor is not null and p.authorized_currency is not null
        then json_build_object('amountMinor', p.authorized_minor, 'currency', p.authorized_currency) end,
      'providerReference', p.provider_reference) order by p.intended_at, p.operation), '[]')
    from payments.operations p where p.order_id = o.order_id) as operations,
  (select coalesce(json_agg(json_build_object('operation', l.operation, 'balanceTransactionId', l.line_id)), '[]')
    from operations.statement_lines l where l.order_id = o.order_id and l.operation is not null and l.line_no > 0) as settled,
  (select coalesce(json_agg(c.about), '[]') from operations.cases c
    where c.order_id = o.order_id and c.state = 'open' and starts_with(c.about, 'case:' || o.order_id || ':statement:')) as "openCases"
from wanted w join orders.orders o on o.order_id = w.order_id`;

/*
 * Locking: the lines of this statement, then the cases and the chains of evidence of their orders. Of two who import the same file at
 * once, each line, with its case and its evidence, is written by one.
 */
const KEEP_LINES = `
with kept as (
  insert into operations.statement_lines (statement_id, line_id, line_no, verdict, order_id, operation, category, payment_intent_id, created_at,
    theirs_minor, theirs_currency, ours_minor, ours_currency, fee_minor, at_risk_minor, at_risk_currency, differences, judged_at)
  select $1, l.line_id, l.line_no, l.verdict, l.order_id, l.operation, l.category, l.payment_intent_id, to_timestamp(l.created_at / 1000),
    l.theirs_minor, l.theirs_currency, l.ours_minor, l.ours_currency, l.fee_minor, l.at_risk_minor, l.at_risk_currency, l.differences, ${instant('$3')}
  from jsonb_to_recordset($2::jsonb) as l(line_id text, line_no int, verdict text, order_id text, operation text, category text,
    payment_intent_id text, created_at float8, theirs_minor bigint, theirs_currency text, ours_minor bigint, ours_currency text, fee_minor bigint,
    at_risk_minor bigint, at_risk_currency text, differences jsonb)
  order by l.line_id
  on conflict (statement_id, line_id) do update set verdict = excluded.verdict, order_id = excluded.order_id, operation = excluded.operation,
    ours_minor = excluded.ours_minor, ours_currency = excluded.ours_currency, at_risk_minor = excluded.at_risk_minor,
    at_risk_currency = excluded.at_risk_currency, differences = excluded.differences, judged_at = excluded.judged_at
  where statement_lines.verdict = 'not_compared' and excluded.verdict <> 'not_compared'
  returning order_id, line_id
), opened as (${insertCases('$4', '$3', `join kept k on k.order_id = c.order_id and c.case_id = 'case:' || k.order_id || ':statement:' || k.line_id`)}
  returning order_id, about
), closed as (${closeCases('$5', '$3')}
  returning k.order_id, k.about
), witnessed as (
  insert into orders.evidence (${EVIDENCE_COLUMNS})
  select ${evidenceSelect()} from ${evidenceRecordset('$6')}
  join (select order_id, about from opened union all select order_id, about from closed) t
    on t.order_id = e.order_id and t.about = e.detail::json ->> 'case_id'
  order by e.order_id, e.ord
)
select count(*)::int as kept from kept`;

const FINISH = `
with counted as (
  select l.verdict, coalesce(l.theirs_currency, l.ours_currency) as currency, count(*) as lines, coalesce(sum(l.theirs_minor), 0) as theirs_minor,
    coalesce(sum(l.ours_minor), 0) as ours_minor, sum(l.fee_minor) as fee_minor, coalesce(sum(l.at_risk_minor), 0) as at_risk_minor,
    bool_or(l.verdict = 'not_compared' and l.operation is not null) as is_open
  from operations.statement_lines l where l.statement_id = $1 group by 1, 2
)
update operations.statements s set finished_at = ${instant('$4')}, lines_not_reached = $2, is_peer_done = $3,
  state = case when $2::int > 0 or not $3::boolean or exists (select 1 from counted where is_open) then 'incomplete' else 'complete' end,
  counts = (select coalesce(jsonb_agg(jsonb_build_object('verdict', c.verdict, 'currency', c.currency, 'lines', c.lines, 'theirsMinor', c.theirs_minor,
    'oursMinor', c.ours_minor, 'feeMinor', c.fee_minor, 'atRiskMinor', c.at_risk_minor) order by c.verdict, c.currency), '[]') from counted c)
where s.statement_id = $1`;

export interface StatementRow extends Omit<StatementRecord, 'period'> {
  readonly periodFromMs: number;
  readonly periodToMs: number;
  readonly periodIsGiven: boolean;
}

export const STATEMENT_COLUMNS = `s.statement_id as "statementId", s.sha256, s.file_name as "fileName", s.bytes, s.lines,
  ${epochMs('s.period_from')} as "periodFromMs", ${epochMs('s.period_to')} as "periodToMs", s.period_is_given as "periodIsGiven",
  s.imported_in as "importedIn", s.imported_by as "importedBy", ${epochMs('s.imported_at')} as "importedAtMs", s.state,
  ${epochMs('s.finished_at')} as "finishedAtMs", s.lines_not_reached as "linesNotReached", s.is_peer_done as "isPeerDone", s.counts`;

export function statementOf({ periodFromMs, periodIsGiven, periodToMs, ...rest }: StatementRow): StatementRecord {
  return { ...rest, period: { fromMs: periodFromMs, toMs: periodToMs, isGiven: periodIsGiven } };
}

const lineJson = (line: JudgedLine) => ({
  line_id: line.lineId,
  line_no: line.lineNo,
  verdict: line.verdict,
  order_id: line.orderId,
  operation: line.operation,
  category: line.category,
  payment_intent_id: line.paymentIntentId,
  created_at: line.createdAtMs,
  theirs_minor: line.theirs?.minor ?? null,
  theirs_currency: line.theirs?.currency ?? null,
  ours_minor: line.ours?.minor ?? null,
  ours_currency: line.ours?.currency ?? null,
  fee_minor: line.feeMinor,
  at_risk_minor: line.atRisk?.amountMinor ?? null,
  at_risk_currency: line.atRisk?.currency ?? null,
  differences: line.differences,
});
