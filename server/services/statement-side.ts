/** What a region answers about settlement statements, by name and plain data: its half of an import, and what it keeps of each. */
import type { NewStatement, StatementRecord } from '../domain/settlement-statement/settlement-statement';
import type { StatementLine } from '../domain/settlement-statement/line';
import type { LineVerdict } from '../domain/settlement-statement/verdict';
import type { LinePlace, StatementLineRecord, StatementPlace, StatementReadStore } from '../stores/statement-reads';
import type { StatementStore } from '../stores/statements';
import type { StatementKeeper, TakenLines } from './statement-keeper';

export interface LinesQuestion {
  readonly statementId: string;
  readonly verdicts: readonly LineVerdict[];
  readonly after: LinePlace | null;
  readonly limit: number;
}

export interface StatementSide {
  statement_begin(input: { statement: NewStatement }): Promise<{ readonly begun: true }>;
  statement_take(input: { statementId: string; lines: readonly StatementLine[] }): Promise<TakenLines>;
  statement_end(input: { statementId: string }): Promise<{ readonly ended: true }>;
  statement_newest(input: { after: StatementPlace | null; limit: number }): Promise<readonly StatementRecord[]>;
  statement_get(input: { statementId: string }): Promise<{ readonly statement: StatementRecord | null }>;
  statement_lines(input: LinesQuestion): Promise<readonly StatementLineRecord[]>;
}

export function statementSide(parts: {
  readonly keeper: StatementKeeper;
  readonly statements: StatementStore;
  readonly reads: StatementReadStore;
}): StatementSide {
  const { keeper, reads, statements } = parts;
  return {
    statement_begin: async ({ statement }) => {
      await keeper.begin(statement, null);
      return { begun: true };
    },
    statement_take: ({ lines, statementId }) => keeper.take(statementId, lines, false),
    statement_end: async ({ statementId }) => {
      // who asks has handed over all of this region's lines, and is done with its own
      await keeper.end(statementId, { linesNotReached: 0, isPeerDone: true });
      return { ended: true };
    },
    statement_newest: ({ after, limit }) => reads.newest(after, limit),
    statement_get: async ({ statementId }) => ({ statement: await statements.get(statementId) }),
    statement_lines: ({ after, limit, statementId, verdicts }) => reads.lines(statementId, verdicts, after, limit),
  };
}
