/**
 * Reads a settlement report whole before anything of it is kept: every line must be readable, no balance transaction may occur twice,
 * and all must lie in the period that was said. What is wrong is named by line and column, the first of it.
 */
import {
  type HeaderRead,
  readHeader,
  shortened,
  type StatementHeader,
  type StatementProblem,
} from '../domain/settlement-statement/columns';
import type { StatementPeriod } from '../domain/settlement-statement/settlement-statement';
import { readLine, type StatementLine } from '../domain/settlement-statement/line';
import type { CsvRow, StatementFile } from '../ports/statement-file';

export interface CheckedStatement {
  readonly lines: number;
  readonly period: StatementPeriod;
}

export type StatementCheck =
  | ({ readonly kind: 'checked' } & CheckedStatement)
  | { readonly kind: 'problems'; readonly problems: readonly StatementProblem[] };

/** A wrong file is wrong on every line; these are enough to see how. */
const MOST_PROBLEMS = 20;
const SECOND_MS = 1_000;

/** @param given what the statement is said to cover; null: from its first line to its last. */
export async function checkStatement(
  file: StatementFile,
  given: { readonly fromMs: number; readonly toMs: number } | null,
): Promise<StatementCheck> {
  const check = new Check(given);
  for await (const row of file.rows()) if (check.take(row) === 'enough') break;
  return check.result();
}

/** The lines of a file that was checked. */
export async function* linesOf(file: StatementFile): AsyncGenerator<StatementLine> {
  let header: StatementHeader | null = null;
  for await (const row of file.rows()) {
    if (row.kind === 'unreadable') throw changed(row.lineNo);
    if (header === null) {
      header = headerOf(readHeader(row.cells, row.lineNo));
      continue;
    }
    const read = readLine(header, row.cells, row.lineNo);
    if (read.kind === 'problems') throw changed(row.lineNo);
    yield read.line;
  }
}

const changed = (lineNo: number) => new Error(`line ${lineNo} could be read before, and cannot be read now`);

function headerOf(read: HeaderRead): StatementHeader {
  if (read.kind === 'problems') throw changed(1);
  return read.header;
}

class Check {
  private header: StatementHeader | null = null;
  private readonly problems: StatementProblem[] = [];
  private readonly lineOfTransaction = new Map<string, number>();
  private firstAtMs = Number.POSITIVE_INFINITY;
  private lastAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly given: { readonly fromMs: number; readonly toMs: number } | null) {}

  take(row: CsvRow): 'enough' | 'go_on' {
    const { lineNo } = row;
    if (row.kind === 'unreadable') {
      this.fail(lineNo, null, row.found, row.expected);
      return 'enough';
    }
    const { cells } = row;
    if (this.header === null) {
      const read = readHeader(cells, lineNo);
      if (read.kind === 'header') this.header = read.header;
      else this.problems.push(...read.problems);
      return read.kind === 'header' ? 'go_on' : 'enough';
    }
    const read = readLine(this.header, cells, lineNo);
    if (read.kind === 'problems') this.problems.push(...read.problems);
    else this.takeLine(read.line);
    return this.problems.length >= MOST_PROBLEMS ? 'enough' : 'go_on';
  }

  private fail(lineNo: number, column: string | null, found: string, expected: string): void {
    this.problems.push({ lineNo, column, found: shortened(found), expected });
  }

  result(): StatementCheck {
    const { given, lineOfTransaction, problems } = this;
    const lines = lineOfTransaction.size;
    if (this.header === null && problems.length === 0)
      this.fail(1, null, '', 'The names of the columns; the file is empty.');
    else if (lines === 0 && given === null && problems.length === 0)
      this.fail(2, null, '', 'At least one line, or the period for which there is none.');
    if (problems.length > 0) return { kind: 'problems', problems: problems.slice(0, MOST_PROBLEMS) };
    const period =
      given === null
        ? { fromMs: this.firstAtMs, toMs: this.lastAtMs + SECOND_MS, isGiven: false }
        : { ...given, isGiven: true };
    return { kind: 'checked', lines, period };
  }

  private takeLine({ balanceTransactionId, createdAtMs, lineNo }: StatementLine): void {
    const before = this.lineOfTransaction.get(balanceTransactionId);
    if (before !== undefined)
      this.fail(
        lineNo,
        'balance_transaction_id',
        balanceTransactionId,
        `An id of its own; it stands on line ${before} too.`,
      );
    // a line tells its second, not more
    if (this.given !== null && (createdAtMs + SECOND_MS <= this.given.fromMs || createdAtMs >= this.given.toMs))
      this.fail(
        lineNo,
        'created_utc',
        new Date(createdAtMs).toISOString(),
        `A time within the period that was given, ${inWords(this.given)}.`,
      );
    this.lineOfTransaction.set(balanceTransactionId, lineNo);
    this.firstAtMs = Math.min(this.firstAtMs, createdAtMs);
    this.lastAtMs = Math.max(this.lastAtMs, createdAtMs);
  }
}

const inWords = ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): string =>
  `${new Date(fromMs).toISOString()} to ${new Date(toMs).toISOString()}`;
