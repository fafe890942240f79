/**
 * A difference is given to a person: one case about one line, whatever statements tell of it. A later statement in which both sides
 * agree is the provider's own word, so it closes the case.
 */
import type { NewEvidence } from '../evidence';
import { caseOpenedDetail, type NewCase, newCase } from '../reconciliation-case';
import { differenceWords, type JudgedLine } from './verdict';

export const STATEMENT_IMPORTER = 'system:statement-importer';

/** The record keeps what is at risk in four bytes; a statement can name more. */
const MOST_AT_RISK_MINOR = 2_147_483_647;

export interface StatementCases {
  readonly opens: readonly NewCase[];
  readonly closes: readonly {
    readonly orderId: string;
    readonly caseId: string;
    readonly verdict: string;
    readonly closedBy: string;
  }[];
  readonly evidence: readonly NewEvidence[];
}

/** @param openCases what the open cases about lines of these orders are about: only they can be closed. */
export function casesOf(
  lines: readonly JudgedLine[],
  openCases: ReadonlySet<string>,
  context: { readonly statementId: string; readonly fileName: string; readonly region: string; readonly nowMs: number },
): StatementCases {
  const { fileName, nowMs, region, statementId } = context;
  const witness = (
    line: JudgedLine,
    kind: 'case_opened' | 'case_closed',
    detail: NewEvidence['detail'],
  ): NewEvidence => ({
    orderId: line.orderId,
    lane: 'operator',
    kind,
    observedAtMs: nowMs,
    region,
    paymentOperation: line.operation,
    providerReference: line.paymentIntentId,
    actor: STATEMENT_IMPORTER,
    detail: { ...detail, statement_id: statementId, line: line.lineId },
  });
  const opened = lines.flatMap((line) => {
    if (line.atRisk === null) return [];
    const atRisk = { ...line.atRisk, amountMinor: Math.min(line.atRisk.amountMinor, MOST_AT_RISK_MINOR) };
    const about = `statement:${line.lineId}`;
    return [{ line, opens: newCase(line.orderId, about, 'statement_difference', atRisk, STATEMENT_IMPORTER, nowMs) }];
  });
  const closed = lines.flatMap((line) => (line.verdict === 'matched' ? closedBy(line, openCases, fileName) : []));
  return {
    opens: opened.map(({ opens }) => opens),
    closes: closed.map(({ closes }) => closes),
    evidence: [
      ...opened
        .filter(({ line }) => line.isOrderKnown)
        .map(({ line, opens }) =>
          witness(line, 'case_opened', { ...caseOpenedDetail(opens), difference: differenceWords(line.differences) }),
        ),
      ...closed.map(({ closes, line }) =>
        witness(line, 'case_closed', { case_id: closes.caseId, verdict: closes.verdict }),
      ),
    ],
  };
}

/** The cases about this line, and about its operation that an earlier statement did not have. */
function closedBy(line: JudgedLine, openCases: ReadonlySet<string>, fileName: string) {
  const verdict = `the statement ${fileName} agrees with our record`;
  return [line.lineId, line.operation ?? '']
    .map((about) => `case:${line.orderId}:statement:${about}`)
    .filter((caseId) => openCases.has(caseId))
    .map((caseId) => ({ line, closes: { orderId: line.orderId, caseId, verdict, closedBy: STATEMENT_IMPORTER } }));
}
