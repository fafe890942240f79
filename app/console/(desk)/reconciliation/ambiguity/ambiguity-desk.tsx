'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useState } from 'react';
import { TOLD_QUERIES } from '@/components/news/told-queries';
import { AmbiguityChart } from '@/components/reconciliation/ambiguity-chart';
import { ambiguitySeries } from '@/components/reconciliation/ambiguity-series';
import { QueueHeard } from '@/components/reconciliation/queue-heard';
import { type Outputs, useTRPC } from '@/components/trpc';
import { NotReadable, ProofOfEmptiness } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { Segmented } from '@/components/ui/segmented';
import { TableSkeleton } from '@/components/ui/skeleton';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import tools from '@/components/ui/tools.module.css';
import { roughSpan } from '@/server/domain/instant-words';
import { moneyWords } from '@/server/domain/money-words';
import { DeskNav } from '../desk-nav';
import styles from './ambiguity-desk.module.css';

const DAY_MS = 86_400_000;
const WINDOWS = ['1d', '7d', '30d'] as const;
const WINDOW_OF = {
  '1d': { label: '24 hours', days: 1, bucket: 'hour' },
  '7d': { label: '7 days', days: 7, bucket: 'hour' },
  '30d': { label: '30 days', days: 30, bucket: 'day' },
} as const;

type Told = Outputs['cases']['ambiguity'];
type Cause = NonNullable<Told['report']>['causes'][number];

function closedWords({ closedByMachines, closedByPeople, open }: Cause): string {
  const closed = closedByMachines + closedByPeople;
  if (closed === 0) return `all ${open.toLocaleString('en')} open`;
  return `${Math.round((closedByMachines / closed) * 100)} % machines, ${open.toLocaleString('en')} open`;
}

function Causes({ causes }: { causes: readonly Cause[] }) {
  return (
    <div className={table.scroll} role="region" aria-label="Causes" tabIndex={0}>
      <table className={table.table}>
        <colgroup>
          <col />
          <col style={{ width: 112 }} />
          <col className={table.wide} style={{ width: 104 }} />
          <col style={{ width: 84 }} />
          <col style={{ width: 76 }} />
          <col style={{ width: 136 }} />
          <col className={table.wide} style={{ width: 176 }} />
          <col className={table.wide} style={{ width: 124 }} />
        </colgroup>
        <thead>
          <tr>
            <th>Cause</th>
            <th>Step</th>
            <th className={table.wide}>Provider</th>
            <th>Region</th>
            <th className={table.number} aria-sort="descending">
              Cases
            </th>
            <th className={table.number}>At risk, at most</th>
            <th className={table.wide}>Closed by</th>
            <th className={`${table.number} ${table.wide}`}>Median to close</th>
          </tr>
        </thead>
        <tbody>
          {causes.map((cause) => (
            <tr className={styles.cause} key={`${cause.provider} ${cause.step} ${cause.reason} ${cause.region}`}>
              <td className={table.second}>{cause.reason}</td>
              <td>{cause.step.replaceAll('_', ' ')}</td>
              <td className={table.wide}>{cause.provider}</td>
              <td>{cause.region}</td>
              <td className={table.number}>
                {cause.opened.toLocaleString('en')}
                <span className={table.label}> {cause.opened === 1 ? 'case' : 'cases'}</span>
              </td>
              <td className={table.number}>{cause.atRisk.map(moneyWords).join(' and ')}</td>
              <td className={`soft ${table.wide}`}>{closedWords(cause)}</td>
              <td className={`soft ${table.number} ${table.wide}`}>
                {cause.medianToCloseMs === null ? 'none closed' : roughSpan(cause.medianToCloseMs)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NothingUnclear({ told: { freshness, notReached, report } }: { told: Told }) {
  if (notReached.length > 0)
    return (
      <NotReadable title="Nothing was left unclear, as far as is known.">
        {notReached.join(' and ')} was not reached: what was unclear there is missing here.
      </NotReadable>
    );
  return (
    <ProofOfEmptiness title="Nothing was left unclear.">
      No case was opened between <Time at={report?.fromMs ?? freshness.asOfMs} form="day-clock" /> and{' '}
      <Time at={freshness.asOfMs} form="day-clock" /> in either region.
    </ProofOfEmptiness>
  );
}

function Report({ byDay, told }: { byDay: boolean; told: Told }) {
  const { freshness, notReached, report } = told;
  if (report === null || report.opened === 0) return <NothingUnclear told={told} />;
  const { capped, causes, opened } = report;
  return (
    <>
      <div className={tools.tools}>
        <span className="meta">
          {capped ? 'At least ' : ''}
          {opened.toLocaleString('en')} cases opened
        </span>
        <span className={tools.right}>
          <QueueHeard asOfMs={freshness.asOfMs} region={null} notReached={notReached} />
        </span>
      </div>
      <AmbiguityChart series={ambiguitySeries(report)} byDay={byDay} />
      <Causes causes={causes} />
    </>
  );
}

/** What keeps leaving orders unclear: by provider, step and region, over time. */
export function AmbiguityDesk() {
  const trpc = useTRPC();
  const [chosen, choose] = useQueryState('window', parseAsStringLiteral(WINDOWS).withDefault('1d'));
  // a window that begins anew at every render would never be read to its end
  const [openedMs] = useState(Date.now);
  const { bucket, days } = WINDOW_OF[chosen];
  const query = useQuery(
    trpc.cases.ambiguity.queryOptions(
      { fromMs: openedMs - days * DAY_MS, toMs: openedMs + DAY_MS / 24, bucket },
      { refetchInterval: TOLD_QUERIES['cases.ambiguity'].beatMs },
    ),
  );
  return (
    <>
      <h1 className="sr">Recurring ambiguity</h1>
      <DeskNav />
      <div className={tools.tools}>
        <Segmented
          label="Window"
          value={chosen}
          options={WINDOWS.map((value) => ({ value, label: WINDOW_OF[value].label }))}
          choose={(value) => void choose(value)}
        />
      </div>
      <ReadState
        query={query}
        what="The report"
        skeleton={<TableSkeleton rows={10} columns={6} label="Reading causes" />}
      >
        {(told) => <Report told={told} byDay={bucket === 'day'} />}
      </ReadState>
    </>
  );
}
