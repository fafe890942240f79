/** What came of a statement as a file: one row a line, both sides beside each other. What a spreadsheet would run is kept a text. */
import { decimalFromMinor } from './amount';
import { differenceWords, type JudgedLine, type SignedAmount } from './verdict';

const HEADS = [
  'verdict',
  'region',
  'line',
  'balance_transaction_id',
  'created_utc',
  'reporting_category',
  'order_id',
  'payment_operation',
  'payment_intent_id',
  'theirs',
  'theirs_currency',
  'fee',
  'ours',
  'ours_currency',
  'at_risk',
  'at_risk_currency',
  'differences',
  'open_case',
] as const;

export interface ResultRow
  extends Pick<
    JudgedLine,
    | 'verdict'
    | 'lineNo'
    | 'lineId'
    | 'createdAtMs'
    | 'category'
    | 'orderId'
    | 'operation'
    | 'paymentIntentId'
    | 'theirs'
    | 'ours'
    | 'feeMinor'
    | 'atRisk'
    | 'differences'
  > {
  readonly region: string;
  readonly caseId: string | null;
}

export const RESULT_HEAD = `${HEADS.join(',')}\r\n`;

/** Ends its line. Amounts are decimals with their sign, instants UTC. */
export function resultRow(row: ResultRow): string {
  const { atRisk, ours, theirs } = row;
  const cells = [
    row.verdict,
    row.region,
    row.lineNo === 0 ? '' : String(row.lineNo),
    text(row.lineNo === 0 ? '' : row.lineId),
    new Date(row.createdAtMs).toISOString(),
    text(row.category),
    text(row.orderId),
    text(row.operation ?? ''),
    text(row.paymentIntentId ?? ''),
    ...amount(theirs),
    theirs === null ? '' : decimalFromMinor(row.feeMinor, theirs.currency),
    ...amount(ours),
    ...amount(atRisk === null ? null : { minor: atRisk.amountMinor, currency: atRisk.currency }),
    text(differenceWords(row.differences)),
    text(row.caseId ?? ''),
  ];
  return `${cells.map(quoted).join(',')}\r\n`;
}

/** Source: https://owasp.org/www-community/attacks/CSV_Injection */
const text = (value: string): string => (/^[\s]*[=+\-@]|^[\t\r\n]/.test(value) ? `'${value}` : value);

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

const amount = (signed: SignedAmount | null): readonly [string, string] =>
  signed === null ? ['', ''] : [decimalFromMinor(signed.minor, signed.currency), signed.currency];
