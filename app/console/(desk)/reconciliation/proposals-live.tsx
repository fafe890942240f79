'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { ProposalsTable } from '@/components/reconciliation/proposals-table';
import { repairHref } from '@/components/reconciliation/queue-row';
import { useBeat } from '@/components/news/told-pages';
import { type Outputs, useTRPC } from '@/components/trpc';
import { shortenMiddle } from '@/components/ui/id';
import { ReadState } from '@/components/ui/read-state';
import { Section } from '@/components/ui/section';
import { TableSkeleton } from '@/components/ui/skeleton';
import { useServerNow } from '@/components/ui/use-now';
import { roughSpan } from '@/server/domain/instant-words';
import type { QueueAddress } from './queue-address';

type Proposals = Outputs['cases']['proposals'];
type Me = Outputs['session']['me'];

const ROWS = 20;

/** Above the queue: repairs that wait for a second person and that no row of the queue leads to. */
export function ProposalsLive({ asked, me }: { asked: QueueAddress; me: Me }) {
  const trpc = useTRPC();
  const { preset, region } = asked;
  const query = useQuery(
    trpc.cases.proposals.queryOptions({ region, limit: ROWS }, { refetchInterval: useBeat('cases.proposals') }),
  );
  const nowMs = useServerNow(query.data?.nowMs ?? 0, query.dataUpdatedAt);
  // said where somebody came to look for it, silent above the other lists while nothing waits as far as was read
  const isUnread = query.isError && query.data === undefined;
  if (preset !== 'awaiting_second_person' && !isUnread && isNothing(query.data)) return null;
  return (
    <Section
      title="Waiting for a second person, without a case"
      aside={query.data === undefined ? null : asideOf(query.data, nowMs)}
    >
      <ReadState
        query={query}
        what="The repairs that wait"
        skeleton={<TableSkeleton rows={2} columns={5} label="Reading the repairs that wait" />}
      >
        {(shown) => <Waiting shown={shown} me={me} nowMs={nowMs} />}
      </ReadState>
    </Section>
  );
}

const isNothing = (shown: Proposals | undefined): boolean =>
  shown === undefined || (shown.count === 0 && shown.ended.length === 0);

function Waiting({ me, nowMs, shown }: { shown: Proposals; me: Me; nowMs: number }) {
  const { count, ended, notReached, rows } = shown;
  return (
    <>
      {count > 0 ? (
        <ProposalsTable rows={rows} me={me} nowMs={nowMs} />
      ) : (
        <p className="meta">
          {notReached.length > 0 ? 'None that is known.' : 'None: no repair waits that the queue does not lead to.'}
        </p>
      )}
      {count > rows.length ? <p className="meta">The {rows.length} that wait longest.</p> : null}
      <Ended ended={ended} />
    </>
  );
}

function asideOf({ count, notReached, rows }: Proposals, nowMs: number): string {
  const oldest = rows[0];
  const waiting = oldest === undefined ? [] : [`${count}, the oldest for ${roughSpan(nowMs - oldest.proposedAtMs)}`];
  const heard = notReached.length === 0 ? [] : [`${notReached.join(' and ')} is not reached`];
  return [...waiting, ...heard, 'unanswered they end after a day'].join('; ');
}

function Ended({ ended }: Pick<Proposals, 'ended'>) {
  if (ended.length === 0) return null;
  return (
    <p className="meta">
      Ended unanswered in the last day:{' '}
      {ended.map(({ endedAtMs, orderId }, index) => (
        <span key={`${orderId} ${endedAtMs}`}>
          {index > 0 ? ', ' : ''}
          <Link className="id" href={repairHref({ orderId, caseId: null })} prefetch={false}>
            {shortenMiddle(orderId, 20)}
          </Link>
        </span>
      ))}
    </p>
  );
}
