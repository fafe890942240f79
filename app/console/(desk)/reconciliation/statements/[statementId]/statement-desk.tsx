'use client';

import { useQuery } from '@tanstack/react-query';
import { IconDownload } from '@tabler/icons-react';
import { createSerializer, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useState } from 'react';
import { StatementFigures } from '@/components/reconciliation/statement-figures';
import { StatementLinesTable } from '@/components/reconciliation/statement-lines-table';
import { countOf, statementAnswer } from '@/components/reconciliation/statement-answer';
import { StatementPeriodWords } from '@/components/reconciliation/statement-period';
import { useBeat } from '@/components/news/told-pages';
import { type Outputs, POLL_LIST_MS, useTRPC } from '@/components/trpc';
import { Button, ButtonLink } from '@/components/ui/button';
import { download } from '@/components/ui/download';
import { Freshness } from '@/components/ui/freshness';
import { NotReadable, ProofOfEmptiness } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Tabs } from '@/components/ui/tabs';
import { Time } from '@/components/ui/time';
import tools from '@/components/ui/tools.module.css';
import {
  DIFFERING_VERDICTS,
  LINE_VERDICT_WORDS,
  LINE_VERDICTS,
  type LineVerdict,
} from '@/server/domain/settlement-statement/verdict';
import { DeskNav } from '../../desk-nav';
import styles from './statement-desk.module.css';

const LINES_PER_PAGE = 100;
const SHOWN = ['differing', ...LINE_VERDICTS] as const;
type Shown = (typeof SHOWN)[number];

const view = { show: parseAsStringLiteral(SHOWN).withDefault('differing'), after: parseAsString };
const serialize = createSerializer(view);

type Told = Outputs['statements']['get'];
type Page = Outputs['statements']['lines'];

const addressOf = (statementId: string, show: Shown, after: string | null = null): string =>
  serialize(`/console/reconciliation/statements/${encodeURIComponent(statementId)}`, { show, after });

const verdictsOf = (show: Shown): LineVerdict[] => (show === 'differing' ? [...DIFFERING_VERDICTS] : [show]);

/** "12_txn_1": the line before the page; null for the first page and for what is no place. */
function placeOf(after: string | null): { lineNo: number; lineId: string } | null {
  const [, lineNo, lineId] = /^(\d{1,9})_(.{1,255})$/u.exec(after ?? '') ?? [];
  return lineNo === undefined || lineId === undefined ? null : { lineNo: Number(lineNo), lineId };
}

function Answer({ told }: { told: Told }) {
  const { notReached, statement } = told;
  const { lead, rest, tone } = statementAnswer(statement, notReached);
  return (
    <>
      <p className={styles.answer} data-tone={tone}>
        <b>{lead}</b> {rest}
      </p>
      <p className="meta">
        {statement.fileName}, {statement.lines.toLocaleString('en')} lines,{' '}
        <StatementPeriodWords {...statement.period} />
        {statement.period.isGiven ? '' : ' (from its first line to its last)'}, imported by{' '}
        {statement.importedBy.replace(/^staff:/, '')} in {statement.importedIn},{' '}
        <Time at={statement.importedAtMs} form="day-clock" />
      </p>
    </>
  );
}

function Download({ show, statementId }: { statementId: string; show: Shown }) {
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const save = async () => {
    setIsBusy(true);
    setRefusal(await saved(statementId, show).catch(() => 'No answer; the file was not made.'));
    setIsBusy(false);
  };
  return (
    <>
      <span className="meta" role="status">
        {refusal}
      </span>
      <Button size="sm" aria-disabled={isBusy} onClick={() => (isBusy ? undefined : void save())}>
        <IconDownload size={14} stroke={1.6} aria-hidden />
        CSV of all of these
      </Button>
    </>
  );
}

/** Null: the file is with the browser. */
async function saved(statementId: string, show: Shown): Promise<string | null> {
  const response = await fetch(`/api/console/statements/${statementId}/lines.csv?verdict=${show}`);
  if (!response.ok) return ((await response.json()) as { detail?: string }).detail ?? 'The file was not made.';
  download(`${statementId}-${show}.csv`, 'text/csv', await response.text());
  return null;
}

function Lines({
  after,
  page,
  show,
  statementId,
}: {
  statementId: string;
  show: Shown;
  after: string | null;
  page: Page;
}) {
  const { freshness, lines, nextCursor } = page;
  if (lines.length === 0)
    return (
      <ProofOfEmptiness title={show === 'differing' ? 'No line to look at.' : 'No such line.'}>
        {show === 'differing' ? 'Every line that was compared agrees with our record.' : LINE_VERDICT_WORDS[show].says}
      </ProofOfEmptiness>
    );
  return (
    <>
      <div className={tools.tools}>
        <span className="meta">
          {show === 'differing' ? 'In the order of the file' : LINE_VERDICT_WORDS[show].says}
        </span>
        <span className={tools.right}>
          <span className={tools.fresh}>
            <Freshness freshness={freshness} />
          </span>
          <Download statementId={statementId} show={show} />
        </span>
      </div>
      <StatementLinesTable rows={lines} />
      <nav className={styles.pages} aria-label="Pages">
        {after === null ? null : (
          <ButtonLink size="sm" href={addressOf(statementId, show)}>
            First
          </ButtonLink>
        )}
        {nextCursor === null ? null : (
          <ButtonLink size="sm" href={addressOf(statementId, show, `${nextCursor.lineNo}_${nextCursor.lineId}`)}>
            Next
          </ButtonLink>
        )}
      </nav>
    </>
  );
}

/** Lines that come while it is imported are counted anew all the time, and are no news. */
const beatWhile = (told: Told | undefined, beatMs: number): number =>
  told?.statement.state === 'importing' ? POLL_LIST_MS : beatMs;

/** One statement: the answer, how much of each kind, and the lines with both sides. */
export function StatementDesk({ statementId }: { statementId: string }) {
  const trpc = useTRPC();
  const [{ after, show }] = useQueryStates(view);
  const [getBeatMs, linesBeatMs] = [useBeat('statements.get'), useBeat('statements.lines')];
  const told = useQuery(
    trpc.statements.get.queryOptions(
      { statementId },
      { refetchInterval: ({ state }) => beatWhile(state.data, getBeatMs) },
    ),
  );
  const page = useQuery(
    trpc.statements.lines.queryOptions(
      { statementId, verdicts: verdictsOf(show), cursor: placeOf(after), limit: LINES_PER_PAGE },
      { refetchInterval: beatWhile(told.data, linesBeatMs) },
    ),
  );
  const counts = told.data?.statement.counts ?? [];
  const differing = DIFFERING_VERDICTS.reduce((sum, verdict) => sum + countOf(counts, verdict), 0);
  const tabs = SHOWN.map((each) => ({
    href: addressOf(statementId, each),
    word: each === 'differing' ? 'To look at' : LINE_VERDICT_WORDS[each].word,
    count: each === 'differing' ? differing : countOf(counts, each),
    current: each === show,
  }));
  return (
    <>
      <h1 className="sr">Settlement statement</h1>
      <DeskNav />
      <ReadState
        query={told}
        what="The statement"
        skeleton={<TableSkeleton rows={2} columns={5} label="Reading the statement" />}
        notFound={
          <NotReadable title="There is no such statement.">
            It may never have been imported; look in the list.
          </NotReadable>
        }
      >
        {(read) => (
          <>
            <Answer told={read} />
            <StatementFigures counts={counts} addressOf={(verdict) => addressOf(statementId, verdict)} />
          </>
        )}
      </ReadState>
      {told.data === undefined ? null : (
        <>
          <Tabs tabs={tabs} label="Lines" />
          <ReadState
            query={page}
            what="The lines"
            skeleton={<TableSkeleton rows={8} columns={6} label="Reading lines" />}
          >
            {(read) => <Lines statementId={statementId} show={show} after={after} page={read} />}
          </ReadState>
        </>
      )}
    </>
  );
}
