'use client';

import { useQuery } from '@tanstack/react-query';
import { ComparedWithProvider } from '@/components/reconciliation/queue-compared';
import { POLL_LIST_MS, type Outputs, useTRPC } from '@/components/trpc';
import { NotReadable, ProofOfEmptiness } from '@/components/ui/proof';
import { Time } from '@/components/ui/time';
import { QUEUE_RULES } from '@/server/domain/case-queue';
import { REGIONS } from '@/server/domain/region';
import type { QueueAddress } from './queue-address';

interface QueueEmptyProps {
  readonly page: Outputs['cases']['queue'];
  readonly asked: QueueAddress;
}

/** No row is no proof: what was looked at, when, and what could not be. */
export function QueueEmpty({ asked, page }: QueueEmptyProps) {
  const { owner, preset, reason, region, severity } = asked;
  const narrowed = [reason, region, severity, owner].some((each) => each !== null);
  const everything = preset === 'all_due_first' && !narrowed;
  const missing = page.notReached.join(' and ');
  const title = everything
    ? 'No unresolved money'
    : `No case in “${QUEUE_RULES[preset].name}”${narrowed ? ' that matches' : ''}`;
  if (missing !== '')
    return (
      <NotReadable title={`${title}, as far as is known.`}>
        {missing} was not reached: its cases are missing here, and nothing is known of them. It is asked again every few
        seconds.
      </NotReadable>
    );
  return (
    <ProofOfEmptiness title={`${title}.`}>
      {everything ? (
        <LastCompared asOfMs={page.freshness.asOfMs} />
      ) : (
        <Looked asOfMs={page.freshness.asOfMs} in={region} />
      )}
    </ProofOfEmptiness>
  );
}

function Looked({ asOfMs, in: region }: { asOfMs: number; in: string | null }) {
  return (
    <>
      As of <Time at={asOfMs} />, {region === null ? `${REGIONS.join(' and ')} were asked` : `${region} was asked`}.
    </>
  );
}

/** Our own records say that nothing is open; the provider's list says whether they are right. */
function LastCompared({ asOfMs }: { asOfMs: number }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.cases.lastSweep.queryOptions(undefined, { refetchInterval: POLL_LIST_MS }));
  if (data === undefined) return <Looked asOfMs={asOfMs} in={null} />;
  return <ComparedWithProvider sweep={data.sweep} notReached={data.notReached} asOfMs={asOfMs} />;
}
