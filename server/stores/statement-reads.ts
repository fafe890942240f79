/** Statements as the console reads them: the newest first, and the lines of one, by verdict, in the order of the file. */
import type { StatementRecord } from '../domain/settlement-statement/settlement-statement';
import type { LineDifference, LineVerdict, SignedAmount } from '../domain/settlement-statement/verdict';
import { epochMs, instant, type Sql } from './sql';
import { STATEMENT_COLUMNS, statementOf, type StatementRow } from './statements';

export interface StatementLineRecord {
  readonly lineId: string;
  readonly lineNo: number;
  readonly verdict: LineVerdict;
  readonly orderId: string;
  readonly operation: string | null;
  readonly category: string;
  readonly paymentIntentId: string | null;
  readonly createdAtMs: number;
  readonly theirs: SignedAmount | null;
  readonly ours: SignedAmount | null;
  readonly feeMinor: number;
  readonly atRisk: { readonly amountMinor: number; readonly currency: string } | null;
  readonly differences: readonly LineDifference[];
  /** The open case about it. */
  readonly caseId: string | null;
}

/** The last one that was seen. */
export interface StatementPlace {
  readonly importedAtMs: number;
  readonly statementId: string;
}

export interface LinePlace {
  readonly lineNo: number;
  readonly lineId: string;
}

export interface StatementReadStore {
  newest(after: StatementPlace | null, limit: number): Promise<StatementRecord[]>;
  lines(
    statementId: string,
    verdicts: readonly LineVerdict[],
    after: LinePlace | null,
    limit: number,
  ): Promise<StatementLineRecord[]>;
}

/** Later than any. */
const END: StatementPlace = { importedAtMs: 253_402_300_799_000, statementId: '' };
const BEGIN: LinePlace = { lineNo: -1, lineId: '' };

export function statementReadStore(sql: Sql): StatementReadStore {
  return {
    async newest(after, limit) {
      const { importedAtMs, statementId } = after ?? END;
      const rows = await sql.rows<StatementRow>(
        'statements_newest',
        `select ${STATEMENT_COLUMNS} from operations.statements s where (s.imported_at, s.statement_id) < (${instant('$1')}, $2)
         order by s.imported_at desc, s.statement_id desc limit $3`,
        [importedAtMs, statementId, limit],
      );
      return rows.map(statementOf);
    },
    lines(statementId, verdicts, after, limit) {
      const { lineId, lineNo } = after ?? BEGIN;
      return sql.rows<StatementLineRecord>('statement_lines_page', LINES, [
        statementId,
        verdicts,
        lineNo,
        lineId,
        limit,
      ]);
    },
  };
}

const amount = (minor: string, currency: string, name: string): string =>
  `case when l.${minor} is not null then json_build_object('${name}', l.${minor}, 'currency', l.${currency}) end`;

/** One walk of the index for each verdict, so that a page costs the same wherever it stands. */
const LINES = `
select l.line_id as "lineId", l.line_no as "lineNo", l.verdict, l.order_id as "orderId", l.operation, l.category,
  l.payment_intent_id as "paymentIntentId", ${epochMs('l.created_at')} as "createdAtMs",
  ${amount('theirs_minor', 'theirs_currency', 'minor')} as theirs, ${amount('ours_minor', 'ours_currency', 'minor')} as ours,
  l.fee_minor::float8 as "feeMinor", ${amount('at_risk_minor', 'at_risk_currency', 'amountMinor')} as "atRisk", l.differences,
  (select c.case_id from operations.cases c
    where c.order_id = l.order_id and c.about = 'case:' || l.order_id || ':statement:' || l.line_id and c.state = 'open') as "caseId"
from (
  select each.* from unnest($2::text[]) as v(verdict) cross join lateral (
    select * from operations.statement_lines l
    where l.statement_id = $1 and l.verdict = v.verdict and (l.line_no, l.line_id) > ($3::int, $4::text)
    order by l.line_no, l.line_id limit $5
  ) each
) l
order by l.line_no, l.line_id limit $5`;
