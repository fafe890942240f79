/**
 * Settlement statements of both regions as one: each keeps the lines of its own orders, the console shows them together in the order of
 * the file. A region that did not answer is named, and nothing of it is counted.
 */
import { freshAtOwner, type Freshness } from '../domain/freshness';
import { type Region, REGIONS } from '../domain/region';
import type { RegionalCount, StatementRecord } from '../domain/settlement-statement/settlement-statement';
import type { Clock } from '../ports/clock';
import type { LinePlace, StatementLineRecord, StatementPlace } from '../stores/statement-reads';
import type { RegionRouter } from './region-router';
import type { LinesQuestion, StatementSide } from './statement-side';

export interface RegionalStatement extends Omit<StatementRecord, 'counts'> {
  readonly counts: readonly RegionalCount[];
}

export interface RegionalLine extends StatementLineRecord {
  readonly region: Region;
}

export interface StatementsTold {
  readonly notReached: readonly Region[];
  readonly nowMs: number;
  readonly freshness: Freshness;
}

const PATIENCE_MS = 4_000;

export class RegionalStatements {
  constructor(
    private readonly parts: {
      readonly region: Region;
      readonly clock: Clock;
      readonly router: RegionRouter;
      newRequestId(): string;
    },
  ) {}

  async newest(
    after: StatementPlace | null,
    limit: number,
  ): Promise<
    { readonly statements: readonly RegionalStatement[]; readonly next: StatementPlace | null } & StatementsTold
  > {
    const { answers, told } = await this.askAll('statement_newest', { after, limit });
    const kept = answers.flatMap(({ answer, region }) => answer.map((statement) => ({ region, statement })));
    const ids = [...new Set(kept.map(({ statement }) => statement.statementId))];
    const all = ids
      .flatMap((id) => merged(kept.filter(({ statement }) => statement.statementId === id)) ?? [])
      .toSorted((a, b) => b.importedAtMs - a.importedAtMs || (a.statementId < b.statementId ? 1 : -1));
    const statements = all.slice(0, limit);
    const last = statements.at(-1);
    const more = all.length > limit || answers.some(({ answer }) => answer.length === limit);
    return { statements, next: more && last !== undefined ? last : null, ...told };
  }

  async get(statementId: string): Promise<{ readonly statement: RegionalStatement | null } & StatementsTold> {
    const { answers, told } = await this.askAll('statement_get', { statementId });
    const kept = answers.flatMap(({ answer: { statement }, region }) =>
      statement === null ? [] : [{ region, statement }],
    );
    return { statement: merged(kept), ...told };
  }

  async lines(
    question: LinesQuestion,
  ): Promise<{ readonly lines: readonly RegionalLine[]; readonly next: LinePlace | null } & StatementsTold> {
    const { answers, told } = await this.askAll('statement_lines', question);
    const all = answers
      .flatMap(({ answer, region }) => answer.map((line) => ({ ...line, region })))
      .toSorted((a, b) => a.lineNo - b.lineNo || (a.lineId < b.lineId ? -1 : 1));
    const lines = all.slice(0, question.limit);
    const more = all.length > question.limit || answers.some(({ answer }) => answer.length === question.limit);
    return { lines, next: more ? (lines.at(-1) ?? null) : null, ...told };
  }

  private async askAll<M extends 'statement_newest' | 'statement_get' | 'statement_lines'>(
    method: M,
    input: Parameters<StatementSide[M]>[0],
  ): Promise<{
    readonly answers: readonly { readonly region: Region; readonly answer: Awaited<ReturnType<StatementSide[M]>> }[];
    readonly told: StatementsTold;
  }> {
    const { clock, region, router } = this.parts;
    const nowMs = clock.nowMs();
    const context = { requestId: this.parts.newRequestId(), traceparent: '', remainingMs: PATIENCE_MS };
    const routed = await Promise.all(
      REGIONS.map(async (each) => ({ region: each, routed: await router.ask(each, method, input as never, context) })),
    );
    return {
      answers: routed.flatMap(({ region: each, routed: { kind, ...rest } }) =>
        kind === 'answered' && 'answer' in rest
          ? [{ region: each, answer: rest.answer as Awaited<ReturnType<StatementSide[M]>> }]
          : [],
      ),
      told: {
        notReached: routed.flatMap(({ region: each, routed: { kind } }) => (kind === 'answered' ? [] : [each])),
        nowMs,
        freshness: freshAtOwner(region, nowMs),
      },
    };
  }
}

/** The region in which the file was handed in knows how far its import went; each counts its own lines. */
function merged(
  kept: readonly { readonly region: Region; readonly statement: StatementRecord }[],
): RegionalStatement | null {
  const head = kept.find(({ region, statement }) => statement.importedIn === region) ?? kept[0];
  if (head === undefined) return null;
  return {
    ...head.statement,
    counts: kept.flatMap(({ region, statement }) => statement.counts.map((count) => ({ ...count, region }))),
  };
}
