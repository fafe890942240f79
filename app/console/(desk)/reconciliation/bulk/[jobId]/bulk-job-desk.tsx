'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconDownload } from '@tabler/icons-react';
import Link from 'next/link';
import { useState } from 'react';
import { failedAction } from '@/components/failed-action';
import { useBeat } from '@/components/news/told-pages';
import { ActionResultLine } from '@/components/order/action-result';
import { BulkProgressBar } from '@/components/reconciliation/bulk-progress';
import { bulkResultsCsv } from '@/components/reconciliation/bulk-results-csv';
import { bulkStandingWords, mayStillRun, untriedWords } from '@/components/reconciliation/bulk-standing-words';
import { caseKeyOf } from '@/components/reconciliation/queue-row';
import { newClickId, type Outputs, useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { download } from '@/components/ui/download';
import { shortenMiddle } from '@/components/ui/id';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import tools from '@/components/ui/tools.module.css';
import type { ActionResult } from '@/server/domain/action-result';
import { BULK_WORDS } from '@/server/domain/bulk-repair';
import { DeskNav } from '../../desk-nav';

type Shown = Outputs['bulk']['get'];
type Items = Outputs['bulk']['items']['items'];

const RESULT_WORDS = { waiting: 'waiting', done: 'done', not_done: 'not done', not_known: 'not known yet' } as const;
/** A page stays light; the file has all of them. */
const MOST_SHOWN = 200;

function Stop({ shown }: { shown: Shown }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [click] = useState(newClickId);
  const [result, setResult] = useState<ActionResult | null>(null);
  const stop = useMutation(
    trpc.bulk.stop.mutationOptions({
      onSuccess: setResult,
      onError(error) {
        setResult(
          failedAction(error, {
            notDone: 'It was not stopped.',
            notKnown: 'It may have been stopped.',
            watch: '#progress',
          }),
        );
      },
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.bulk.pathKey() }),
    }),
  );
  if (!mayStillRun(shown)) return <ActionResultLine result={result} />;
  return (
    <>
      {asking ? (
        <>
          <span className="meta">{untriedWords(shown)}</span>
          <Button
            size="sm"
            kind="primary"
            disabled={stop.isPending}
            onClick={() => stop.mutate({ jobId: shown.job.jobId, operationId: click })}
          >
            Stop the job
          </Button>
          <Button size="sm" onClick={() => setAsking(false)}>
            Let it run
          </Button>
        </>
      ) : (
        <Button size="sm" onClick={() => setAsking(true)}>
          Stop…
        </Button>
      )}
      <ActionResultLine result={result} />
    </>
  );
}

/** @property startedAtMs said above; what settled on another day says so. */
function ItemRows({ items, startedAtMs }: { items: Items; startedAtMs: number }) {
  return (
    <div className={table.scroll} role="region" aria-label="Results" tabIndex={0}>
      <table className={table.table}>
        <colgroup>
          <col style={{ width: 212 }} />
          <col style={{ width: 112 }} />
          <col />
          <col className={table.wide} style={{ width: 76 }} />
          <col className={table.wide} style={{ width: 92 }} />
        </colgroup>
        <thead>
          <tr>
            <th>Order</th>
            <th>Result</th>
            <th>Why</th>
            <th className={table.wide}>Region</th>
            <th className={`${table.number} ${table.wide}`}>At</th>
          </tr>
        </thead>
        <tbody>
          {items.slice(0, MOST_SHOWN).map((item) => (
            <tr key={`${item.region}-${item.n}`}>
              <td>
                <Link
                  className={table.id}
                  href={`/console/reconciliation?case=${encodeURIComponent(caseKeyOf(item))}`}
                  prefetch={false}
                >
                  {shortenMiddle(item.orderId === '' ? item.caseId : item.orderId, 24)}
                </Link>
              </td>
              <td>{RESULT_WORDS[item.state]}</td>
              <td className={`soft ${table.second}`} title={item.text ?? undefined}>
                {item.text}
              </td>
              <td className={`soft ${table.wide}`}>{item.region}</td>
              <td className={`soft ${table.number} ${table.wide}`}>
                {item.settledAtMs === null ? null : <Time at={item.settledAtMs} near={startedAtMs} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {items.length > MOST_SHOWN ? (
        <p className="meta">
          The first {MOST_SHOWN} of {items.length}; the file has all of them.
        </p>
      ) : null}
    </div>
  );
}

const waitingIn = (items: Items = []): number => items.filter(({ state }) => state === 'waiting').length;

function Job({ shown }: { shown: Shown }) {
  const trpc = useTRPC();
  const { waiting } = shown.progress;
  const running = shown.job.state === 'running' && waiting > 0;
  const beatMs = useBeat('bulk.items');
  const items = useQuery(
    trpc.bulk.items.queryOptions(
      { jobId: shown.job.jobId },
      // the job may have ended since its items were read
      { refetchInterval: ({ state }) => (running || waitingIn(state.data?.items) !== waiting ? beatMs : false) },
    ),
  );
  const file = async () => {
    const { data } = await items.refetch();
    if (data === undefined) return;
    const without = data.notReached.map((region) => `-without-${region}`).join('');
    download(`bulk-${shown.job.jobId}${without}.csv`, 'text/csv', bulkResultsCsv(data.items));
  };
  const rows = items.data?.items ?? [];
  const missing = [...new Set([...shown.notReached, ...(items.data?.notReached ?? [])])];
  return (
    <>
      <h1>
        {BULK_WORDS[shown.job.kind]}: {shown.progress.total.toLocaleString('en')} cases, {bulkStandingWords(shown)}
      </h1>
      <p className="meta">
        Started <Time at={shown.job.createdAtMs} form="day-clock" /> by {shown.job.createdBy}: “{shown.job.reason}”
      </p>
      {shown.job.stoppedBecause === null ? null : (
        <p className="tone medium" data-tone="amber">
          Stopped by itself <Time at={shown.job.stoppedAtMs ?? shown.job.createdAtMs} form="day-clock" />:{' '}
          {shown.job.stoppedBecause} The {waiting.toLocaleString('en')} that are left can be repaired by somebody who
          may.
        </p>
      )}
      {missing.length > 0 ? (
        <p className="tone medium" data-tone="amber">
          {missing.join(', ')} not reached: its part is missing here and goes on there.
        </p>
      ) : null}
      <div id="progress">
        <BulkProgressBar progress={shown.progress} parts={shown.parts} />
      </div>
      <div className={tools.tools}>
        <Stop shown={shown} />
        <span className={tools.right}>
          <Button size="sm" disabled={rows.length === 0} onClick={() => void file()}>
            <IconDownload size={14} stroke={1.6} aria-hidden />
            Download results (CSV)
          </Button>
        </span>
      </div>
      <ItemRows items={rows} startedAtMs={shown.job.createdAtMs} />
    </>
  );
}

/** One bulk job: how far it is, what became of each case, and its file. */
export function BulkJobDesk({ jobId }: { jobId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.bulk.get.queryOptions({ jobId }, { refetchInterval: useBeat('bulk.get') }));
  return (
    <>
      <DeskNav />
      <ReadState query={query} what="The job" skeleton={<TableSkeleton rows={8} columns={4} label="Reading the job" />}>
        {(shown) => <Job shown={shown} />}
      </ReadState>
    </>
  );
}
