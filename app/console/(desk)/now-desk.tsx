'use client';

import { useQuery } from '@tanstack/react-query';
import { BrokenPromises } from '@/components/operations/broken-promises';
import { episodeRows } from '@/components/operations/episode-rows';
import { ModeSentence } from '@/components/operations/mode-sentence';
import { nowAnswer } from '@/components/operations/now-answer';
import { NowOverview } from '@/components/operations/now-overview';
import { UndecidedOrders } from '@/components/operations/undecided-orders';
import { wholeMode } from '@/components/operations/whole-mode';
import answer from '@/components/order/answer.module.css';
import { CasesTable } from '@/components/reconciliation/cases-table';
import { useBeat } from '@/components/news/told-pages';
import { type Outputs, useTRPC } from '@/components/trpc';
import { NoneFound } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { Section } from '@/components/ui/section';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { useServerNow } from '@/components/ui/use-now';
import type { Mode } from '@/server/domain/degraded-mode';
import { PressureLive } from './pressure-live';
import styles from './now-desk.module.css';

type Overview = Outputs['support']['now']['overview'];

const FIRST_CASES = 5;

const AsOf = ({ overview: { notReached, nowMs } }: { overview: Overview }) => (
  <>
    as of <Time at={nowMs} reachable />,{' '}
    {notReached.length === 0 ? 'both regions' : `without ${notReached.join(' and ')}`}
  </>
);

function FirstCases() {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.cases.queue.queryOptions({ limit: FIRST_CASES }, { refetchInterval: useBeat('cases.queue') }),
  );
  return (
    <ReadState
      query={query}
      what="The open cases"
      skeleton={<TableSkeleton rows={4} columns={5} label="Reading cases" />}
    >
      {({ rows, notReached, nowMs, freshness }) =>
        rows.length === 0 ? (
          <NoneFound title="No open case" notReached={notReached}>
            Looked at every case, as of <Time at={freshness.asOfMs} />.
          </NoneFound>
        ) : (
          <CasesTable cases={rows} nowMs={nowMs} brief />
        )
      }
    </ReadState>
  );
}

/** With its reason, which only the episodes have. */
function EnteredMode({ mode, nowMs }: { mode: Exclude<Mode, { readonly state: 'normal' }>; nowMs: number }) {
  const trpc = useTRPC();
  const { data: episodes } = useQuery(
    trpc.onCall.mode.episodes.queryOptions(undefined, { refetchInterval: useBeat('onCall.mode.episodes') }),
  );
  const episode = episodeRows(episodes ?? []).find(({ episodeId }) => episodeId === mode.episodeId);
  return <ModeSentence mode={mode} reason={episode?.reason ?? null} nowMs={nowMs} />;
}

function Now({ overview, heardAtMs }: { overview: Overview; heardAtMs: number }) {
  const nowMs = useServerNow(overview.nowMs, heardAtMs);
  const trpc = useTRPC();
  const { data: modes } = useQuery(
    trpc.onCall.mode.glance.queryOptions(undefined, { refetchInterval: useBeat('onCall.mode.glance') }),
  );
  const mode = wholeMode(modes ?? []);
  const { tone, lead, rest } = nowAnswer(overview, nowMs);
  return (
    <>
      {/* a broken promise comes before a smaller one */}
      {mode.state === 'normal' || tone === 'red' ? (
        <p className={answer.answer} data-tone={tone}>
          <b>{lead}</b> {rest.join(' ')}
        </p>
      ) : null}
      {mode.state === 'normal' ? null : <EnteredMode mode={mode} nowMs={nowMs} />}
      {mode.state === 'normal' || tone === 'red' ? null : (
        <p className={styles.counted}>
          {lead} {rest.join(' ')}
        </p>
      )}
      <NowOverview facts={overview} nowMs={nowMs} />
      <PressureLive />
      {overview.promise !== null && overview.promise.broken > 0 ? (
        <Section
          title="What breaks the promise"
          aside={
            <>
              the first {overview.promise.sample.length}, checked <Time at={overview.promise.checkedAtMs} />
            </>
          }
        >
          <BrokenPromises sample={overview.promise.sample} />
        </Section>
      ) : null}
      <div className={styles.low}>
        <Section title="Cases due first">
          <FirstCases />
        </Section>
        <Section title="Not decided yet" aside={<AsOf overview={overview} />}>
          <UndecidedOrders byState={overview.unfinished.byState} />
        </Section>
      </div>
    </>
  );
}

/** How it stands, from what was counted and nothing else. */
export function NowDesk() {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.support.now.overview.queryOptions(undefined, { refetchInterval: useBeat('support.now.overview') }),
  );
  return (
    <>
      <h1 className="sr">Now</h1>
      <ReadState
        query={query}
        what="The state of the store"
        skeleton={<TableSkeleton rows={6} columns={5} label="Reading the state of the store" />}
      >
        {(overview) => <Now overview={overview} heardAtMs={query.dataUpdatedAt} />}
      </ReadState>
    </>
  );
}
