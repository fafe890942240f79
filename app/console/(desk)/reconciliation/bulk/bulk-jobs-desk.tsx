'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useBeat } from '@/components/news/told-pages';
import { type Outputs, useTRPC } from '@/components/trpc';
import { bulkStandingWords } from '@/components/reconciliation/bulk-standing-words';
import { NoneFound, NothingYet } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import { BULK_WORDS } from '@/server/domain/bulk-repair';
import { DeskNav } from '../desk-nav';

function Jobs({ jobs, notReached }: Outputs['bulk']['newest']) {
  const away = notReached.join(' and ');
  if (jobs.length === 0 && away !== '')
    return (
      <NoneFound title="No bulk job" notReached={notReached}>
        {null}
      </NoneFound>
    );
  if (jobs.length === 0)
    return (
      <NothingYet title="No bulk job yet.">
        Tick cases in the queue and decide for all of them at once; each is carried out and listed alone.
      </NothingYet>
    );
  return (
    <>
      {away === '' ? null : (
        <p className="tone medium" data-tone="amber" role="status">
          {away} not reached: its part of each job is missing here and goes on there.
        </p>
      )}
      <JobsTable jobs={jobs} />
    </>
  );
}

function JobsTable({ jobs }: { jobs: Outputs['bulk']['newest']['jobs'] }) {
  return (
    <div className={table.scroll} role="region" aria-label="Bulk jobs" tabIndex={0}>
      <table className={table.table}>
        <colgroup>
          <col style={{ width: 168 }} />
          <col />
          <col style={{ width: 84 }} />
          <col style={{ width: 84 }} />
          <col style={{ width: 92 }} />
          <col style={{ width: 200 }} />
          <col className={table.wide} style={{ width: 220 }} />
        </colgroup>
        <thead>
          <tr>
            <th>Started</th>
            <th>What</th>
            <th className={table.number}>Cases</th>
            <th className={table.number}>Done</th>
            <th className={table.number}>Not done</th>
            <th>Standing</th>
            <th className={table.wide}>By</th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((each) => (
            <tr key={each.job.jobId}>
              <td>
                <Link href={`/console/reconciliation/bulk/${each.job.jobId}`} prefetch={false}>
                  <Time at={each.job.createdAtMs} form="day-clock" />
                </Link>
              </td>
              <td className={table.second}>{BULK_WORDS[each.job.kind]}</td>
              <td className={table.number}>
                {each.progress.total.toLocaleString('en')}
                <span className={table.label}> cases</span>
              </td>
              <td className={table.number}>
                {each.progress.done.toLocaleString('en')}
                <span className={table.label}> done</span>
              </td>
              <td className={table.number}>
                {each.progress.notDone.toLocaleString('en')}
                <span className={table.label}> not done</span>
              </td>
              <td>{bulkStandingWords(each)}</td>
              <td className={`soft ${table.wide}`}>{each.job.createdBy}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Decisions about many cases, newest first. */
export function BulkJobsDesk() {
  const trpc = useTRPC();
  const query = useQuery(trpc.bulk.newest.queryOptions({ limit: 50 }, { refetchInterval: useBeat('bulk.newest') }));
  return (
    <>
      <h1 className="sr">Bulk jobs</h1>
      <DeskNav />
      <ReadState
        query={query}
        what="The bulk jobs"
        skeleton={<TableSkeleton rows={6} columns={6} label="Reading jobs" />}
      >
        {(page) => <Jobs {...page} />}
      </ReadState>
    </>
  );
}
