'use client';

import { useQuery } from '@tanstack/react-query';
import { messagesAnswer } from '@/components/messages/messages-answer';
import { ProcessesTable } from '@/components/messages/processes-table';
import { QueuesTable } from '@/components/messages/queues-table';
import { RefusedTable } from '@/components/messages/refused-table';
import { away, type RegionAnswer, reached } from '@/components/messages/region-messages';
import { VersionsTable } from '@/components/messages/versions-table';
import { RegionCopies } from '@/components/operations/region-copies';
import answer from '@/components/order/answer.module.css';
import { POLL_LIST_MS, useTRPC } from '@/components/trpc';
import { Figures } from '@/components/ui/figures';
import { NoneFound } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { Section } from '@/components/ui/section';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Tabs } from '@/components/ui/tabs';
import { Time } from '@/components/ui/time';
import { useServerNow } from '@/components/ui/use-now';
import { roughSpan } from '@/server/domain/instant-words';
import type { Role } from '@/server/domain/permissions';
import { DeadLetters } from './dead-letters-live';
import { Mails } from './mails-live';
import { messagesHref, useMessagesAddress } from './messages-address';
import { Replay } from './replay-live';

const AsOf = ({ regions }: { regions: readonly RegionAnswer[] }) => (
  <span className="meta">
    {regions.map(({ answer: told, region }, index) => (
      <span key={region}>
        {index === 0 ? '' : ', '}
        {region}{' '}
        {told === null ? (
          'not reached'
        ) : (
          <>
            as of <Time at={told.asOfMs} />
          </>
        )}
      </span>
    ))}
  </span>
);

function Queues({ nowMs, regions }: { regions: readonly RegionAnswer[]; nowMs: number }) {
  const refused = reached(regions).some((each) => each.refused.length > 0);
  return (
    <>
      <Section title="Undelivered" aside={<AsOf regions={regions} />}>
        <QueuesTable regions={regions} nowMs={nowMs} />
      </Section>
      <Section title="Copies between the regions" aside={<AsOf regions={regions} />}>
        {/* as they were read: the age of the page is no lag of theirs */}
        <RegionCopies
          copies={reached(regions).map(({ copies }) => copies)}
          nowMs={Math.max(...reached(regions).map(({ asOfMs }) => asOfMs))}
        />
      </Section>
      <Section title="Refused at the door" aside="the last 24 hours">
        {refused ? (
          <RefusedTable regions={regions} />
        ) : (
          <NoneFound title="Nothing was refused" notReached={away(regions)}>
            Looked in{' '}
            {reached(regions)
              .map(({ copies }) => copies.region)
              .join(' and ')}{' '}
            at what came over the bus and out of the archives in the last 24 hours.
          </NoneFound>
        )}
      </Section>
    </>
  );
}

function Versions({ nowMs, regions }: { regions: readonly RegionAnswer[]; nowMs: number }) {
  const unreported = reached(regions).reduce((sum, each) => sum + each.unreported, 0);
  return (
    <>
      <Section title="Versions in flight" aside={<AsOf regions={regions} />}>
        <VersionsTable regions={regions} />
      </Section>
      <Section title="Processes" aside="each says every 5 s what it reads and writes">
        {unreported > 0 ? (
          <p role="status">
            {unreported} {unreported === 1 ? 'worker is' : 'workers are'} alive and of a build that does not report: the
            first versions are written until it has gone.
          </p>
        ) : null}
        <ProcessesTable regions={regions} nowMs={nowMs} />
      </Section>
    </>
  );
}

function Desk({
  heardAtMs,
  regions,
  role,
}: {
  regions: readonly RegionAnswer[];
  heardAtMs: number;
  role: Role | null;
}) {
  const [{ view }] = useMessagesAddress();
  const known = reached(regions);
  const readAtMs = Math.max(0, ...known.map(({ asOfMs }) => asOfMs));
  const nowMs = useServerNow(readAtMs, heardAtMs);
  const { lead, rest, tone } = messagesAnswer(regions, nowMs);
  const sum = (of: (each: (typeof known)[number]) => number) => known.reduce((total, each) => total + of(each), 0);
  const queues = known.flatMap(({ consumers }) => consumers);
  const oldest = queues.flatMap(({ oldestAtMs }) => (oldestAtMs === null ? [] : [oldestAtMs]));
  const dead = sum(({ deadCount }) => deadCount);
  const failed = sum(({ mails }) => mails.failed);
  const tab = (name: typeof view, word: string, count: number | null = null) => ({
    href: messagesHref(name),
    word,
    count,
    current: view === name,
  });
  return (
    <>
      <p className={answer.answer} data-tone={tone}>
        <b>{lead}</b> {rest.join(' ')}
      </p>
      <Figures
        figures={[
          {
            label: 'Undelivered',
            value: queues.reduce((total, each) => total + each.undelivered, 0).toLocaleString('en'),
          },
          {
            label: 'Oldest',
            value: oldest.length === 0 ? 'none' : roughSpan(Math.max(0, nowMs - Math.min(...oldest))),
          },
          { label: 'Dead letters', value: dead.toLocaleString('en'), ...(dead > 0 ? { tone: 'amber' as const } : {}) },
          {
            label: 'Mails not sent',
            value: failed.toLocaleString('en'),
            says: `${sum(({ mails }) => mails.queued)} queued`,
          },
          {
            label: 'Refused, 24 h',
            value: sum(({ refused }) => refused.reduce((total, each) => total + each.times, 0)).toLocaleString('en'),
          },
        ]}
      />
      <Tabs
        label="Messages"
        tabs={[
          tab('queues', 'Undelivered'),
          tab('dead', 'Dead letters', dead),
          tab('versions', 'Versions in flight'),
          tab('replay', 'Replay'),
          tab('mails', 'Mails', failed > 0 ? failed : null),
        ]}
      />
      {view === 'queues' ? <Queues regions={regions} nowMs={nowMs} /> : null}
      {view === 'dead' ? <DeadLetters regions={regions} nowMs={nowMs} countedAtMs={readAtMs} role={role} /> : null}
      {view === 'versions' ? <Versions regions={regions} nowMs={nowMs} /> : null}
      {view === 'replay' ? <Replay nowMs={nowMs} role={role} /> : null}
      {view === 'mails' ? <Mails readAtMs={readAtMs} /> : null}
    </>
  );
}

/** What has still to be told to whom, in both regions; what could not be, and putting it back. */
export function MessagesDesk() {
  const trpc = useTRPC();
  const me = useQuery(trpc.session.me.queryOptions());
  const query = useQuery(trpc.messages.overview.queryOptions(undefined, { refetchInterval: POLL_LIST_MS }));
  return (
    <>
      <h1 className="sr">Messages</h1>
      <ReadState
        query={query}
        what="The messages"
        skeleton={<TableSkeleton rows={8} columns={5} label="Reading messages" />}
      >
        {({ regions }) => <Desk regions={regions} heardAtMs={query.dataUpdatedAt} role={me.data?.role ?? null} />}
      </ReadState>
    </>
  );
}
