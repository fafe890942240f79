'use client';

import { useQuery } from '@tanstack/react-query';
import { DeadLetters } from '@/components/operations/dead-letters';
import { RegionCopies } from '@/components/operations/region-copies';
import { MessageQueues } from '@/components/operations/message-queues';
import { type Outputs, POLL_LIST_MS, useTRPC } from '@/components/trpc';
import { Freshness } from '@/components/ui/freshness';
import { ProofOfEmptiness } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { Section } from '@/components/ui/section';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { Mails } from './mails-live';

type Overview = Outputs['support']['messages']['overview'];

function Queues({ overview }: { overview: Overview }) {
  const { consumers, copies, dead, deadCount, freshness, nowMs } = overview;
  return (
    <>
      <Section title="Undelivered" aside={<Freshness freshness={freshness} />}>
        <MessageQueues queues={consumers} nowMs={nowMs} />
      </Section>
      <Section title="Copies between the regions" aside={<Freshness freshness={freshness} />}>
        <RegionCopies copies={copies} nowMs={nowMs} />
      </Section>
      <Section title="Dead letters" aside={`${deadCount} kept`}>
        {deadCount === 0 ? (
          <ProofOfEmptiness title="No dead letters.">
            Looked at everything that was parked and not redriven, as of <Time at={freshness.asOfMs} />. A message is
            parked with its reason, never dropped.
          </ProofOfEmptiness>
        ) : (
          <DeadLetters letters={dead} />
        )}
      </Section>
    </>
  );
}

/** What has still to be told to whom, what could not be, and the mails that customers were sent. */
export function MessagesDesk() {
  const trpc = useTRPC();
  const query = useQuery(trpc.support.messages.overview.queryOptions(undefined, { refetchInterval: POLL_LIST_MS }));
  return (
    <>
      <h1>Messages</h1>
      <ReadState
        query={query}
        what="The messages"
        skeleton={<TableSkeleton rows={5} columns={4} label="Reading messages" />}
      >
        {(overview) => <Queues overview={overview} />}
      </ReadState>
      <Mails />
    </>
  );
}
