/**
 * The columns of the provider's itemized "balance change from activity" report, by the names that it gives them, in any order. A
 * column that is needed and missing is named; one that is not needed is passed over.
 * Source: https://docs.stripe.com/reports/report-types/balance, balance_change_from_activity.itemized.3
 */
export const NEEDED_COLUMNS = [
  'balance_transaction_id',
  'created_utc',
  'currency',
  'gross',
  'fee',
  'net',
  'reporting_category',
  'source_id',
] as const;

/** Used where they are there. */
const FURTHER_COLUMNS = [
  'customer_facing_amount',
  'customer_facing_currency',
  'charge_id',
  'payment_intent_id',
  'payment_metadata[order_id]',
  'payment_metadata[payment_operation]',
  'payment_metadata[evident_store]',
  'refund_metadata[payment_operation]',
] as const;

/** At least one of them says whose payment a line is. */
const NAMING_COLUMNS: readonly StatementColumn[] = [
  'payment_intent_id',
  'payment_metadata[order_id]',
  'payment_metadata[payment_operation]',
];

export type StatementColumn = (typeof NEEDED_COLUMNS)[number] | (typeof FURTHER_COLUMNS)[number];

/** What is wrong with a file, where, and what was expected there. */
export interface StatementProblem {
  /** In the file, from 1; the names of the columns stand on the first. */
  readonly lineNo: number;
  /** Null: the whole line. */
  readonly column: string | null;
  /** As it stands there, shortened. */
  readonly found: string;
  readonly expected: string;
}

/** Where each known column stands. */
export interface StatementHeader {
  readonly width: number;
  readonly places: ReadonlyMap<StatementColumn, number>;
}

export type HeaderRead =
  | { readonly kind: 'header'; readonly header: StatementHeader }
  | { readonly kind: 'problems'; readonly problems: readonly StatementProblem[] };

const KNOWN: ReadonlySet<string> = new Set([...NEEDED_COLUMNS, ...FURTHER_COLUMNS]);
const isKnown = (name: string): name is StatementColumn => KNOWN.has(name);

export function readHeader(cells: readonly string[], lineNo = 1): HeaderRead {
  const problem = (column: string | null, found: string, expected: string): StatementProblem => ({
    lineNo,
    column,
    found: shortened(found),
    expected,
  });
  const names = cells.map((cell) => cell.trim().toLowerCase());
  if (!names.some(isKnown)) return { kind: 'problems', problems: [problem(null, cells.join(','), notColumns(cells))] };
  const places = new Map<StatementColumn, number>();
  const problems: StatementProblem[] = [];
  for (const [place, name] of names.entries()) {
    if (!isKnown(name)) continue;
    if (places.has(name)) problems.push(problem(name, name, 'This column once; it is there twice.'));
    places.set(name, place);
  }
  for (const name of NEEDED_COLUMNS)
    if (!places.has(name)) problems.push(problem(name, '', 'This column. Choose it when you download the report.'));
  if (!NAMING_COLUMNS.some((name) => places.has(name)))
    problems.push(
      problem(
        NAMING_COLUMNS[0] ?? null,
        '',
        `One of the columns ${NAMING_COLUMNS.join(', ')}: they say whose payment it is.`,
      ),
    );
  return problems.length > 0
    ? { kind: 'problems', problems }
    : { kind: 'header', header: { width: cells.length, places } };
}

/** A cell, without what a spreadsheet puts around it; '' where the file has no such column. */
export function cellOf(header: StatementHeader, cells: readonly string[], column: StatementColumn): string {
  const place = header.places.get(column);
  return place === undefined ? '' : (cells[place] ?? '').trim();
}

const MOST_SHOWN = 60;

/** What stands in a file is shown, and may be anything. */
export function shortened(text: string): string {
  const visible = text.replace(/\p{Cc}|\p{Cf}/gu, '\u{FFFD}');
  return visible.length > MOST_SHOWN ? `${visible.slice(0, MOST_SHOWN)}…` : visible;
}

function notColumns(cells: readonly string[]): string {
  const columns = 'The names of the columns, beginning with balance_transaction_id.';
  return cells.length === 1 && /[;\t]/.test(cells[0] ?? '')
    ? `${columns} Columns are parted by commas; save the file as the provider gave it.`
    : columns;
}
