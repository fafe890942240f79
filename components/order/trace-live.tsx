'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { refusalOf, useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { TraceWaterfall } from './trace-waterfall';
import styles from './trace-waterfall.module.css';

/** Steps are written down a second after they end. */
const AGAIN_MS = 5_000;

interface TraceLiveProps {
  readonly traceId: string;
  /** As far as the order's own evidence tells it; null where it does not. */
  readonly byEvidence: ReactNode;
}

/** The trace of an opened row, read when it is opened: the steps that the processes kept, or what the evidence tells of them. */
export function TraceLive({ byEvidence, traceId }: TraceLiveProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.support.orders.trace.queryOptions({ traceId }, { refetchInterval: AGAIN_MS }));
  if (query.data !== undefined)
    return (
      <>
        <TraceWaterfall traceId={traceId} {...query.data} />
        {query.data.spans.length === 0 ? byEvidence : null}
      </>
    );
  if (!query.isError)
    return (
      <p className={styles.about} aria-busy="true">
        Reading the trace of this row…
      </p>
    );
  const { message, requestId } = refusalOf(query.error);
  return (
    <>
      <p className={styles.about}>
        The trace could not be read. {message} {requestId === null ? null : `Request ${requestId}. `}
        <Button onClick={() => void query.refetch()}>Try now</Button>
      </p>
      {byEvidence}
    </>
  );
}
