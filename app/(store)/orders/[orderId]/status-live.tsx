'use client';

import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import type { OrderResource } from '@/components/store/resources';
import { StatusAct } from '@/components/store/status-act';
import { StatusLost } from '@/components/store/status-lost';
import { StatusView } from '@/components/store/status-view';
import { instantOf } from '@/components/store/wire';
import { useNow } from '@/components/ui/use-now';
import { countdown } from '@/server/domain/instant-words';
import { isFinal } from '@/server/domain/order';
import { readOrder } from '../../store-api';
import { newer, recall, remember, type SeenOrder, useRecalled } from './seen-order';

const WAIT_SECONDS = 20;
/** Between two questions while the order is open; a long poll answers at once when something moved. */
const PAUSE_MS = 1_500;
/** After the end only compensations can still move the words. */
const PAUSE_AFTER_END_MS = 60_000;

/** An ending that is only last known is asked for until its owner itself says it. */
const pauseAfter = (order: OrderResource): number =>
  isFinal(order.state) && order.last_known !== true ? PAUSE_AFTER_END_MS : PAUSE_MS;

class NotRead extends Error {}

interface StatusLiveProps {
  readonly first: OrderResource;
  readonly firstReadAtMs: number;
  readonly token: string;
}

function useOrder({ first, firstReadAtMs, token }: StatusLiveProps) {
  const orderId = first.order_id;
  return useQuery({
    queryKey: ['order', orderId],
    initialData: { order: first, readAtMs: firstReadAtMs },
    initialDataUpdatedAt: firstReadAtMs,
    queryFn: async ({ signal, client }): Promise<SeenOrder> => {
      const shown = client.getQueryData<SeenOrder>(['order', orderId]) ?? { order: first, readAtMs: firstReadAtMs };
      const recalled = recall(orderId);
      const known = recalled ? remember(shown, recalled) : shown;
      const asked = { orderId, token, minVersion: known.order.version, signal };
      const answer = await readOrder({ ...asked, waitSeconds: isFinal(known.order.state) ? 0 : WAIT_SECONDS });
      if (answer.kind !== 'ok') throw new NotRead();
      return remember(known, { order: answer.body, readAtMs: Date.now() });
    },
    refetchInterval: ({ state }) => pauseAfter((state.data ?? { order: first }).order),
    refetchIntervalInBackground: true,
    refetchOnWindowFocus: 'always',
    refetchOnReconnect: 'always',
    retry: false,
    networkMode: 'always',
  });
}

function nextCheckWords(order: OrderResource, nowMs: number): string | null {
  const at = instantOf(order.next_check_at);
  if (at === null) return null;
  return at > nowMs ? `We ask again in ${countdown(at - nowMs)}.` : 'We are asking again now.';
}

function Status(props: StatusLiveProps) {
  const { data: read, isError, refetch } = useOrder(props);
  const recalled = useRecalled(props.first.order_id);
  const data = recalled === null ? read : newer(read, recalled);
  const now = useNow(props.firstReadAtMs);
  const [checking, setChecking] = useState(false);
  useEffect(() => {
    // said at once, and not at the next question, which may be a minute away
    const findOut = () => void refetch({ cancelRefetch: true });
    window.addEventListener('offline', findOut);
    return () => window.removeEventListener('offline', findOut);
  }, [refetch]);
  const check = async (event: FormEvent) => {
    event.preventDefault();
    setChecking(true);
    await refetch({ cancelRefetch: true });
    setChecking(false);
  };
  return (
    <StatusView
      order={data.order}
      nextCheck={nextCheckWords(data.order, now)}
      nowMs={now}
      lost={isError ? <StatusLost readAtMs={data.readAtMs} nowMs={now} /> : null}
      act={
        <StatusAct order={data.order} token={props.token} readAtMs={data.readAtMs} checking={checking} check={check} />
      }
    />
  );
}

/** The status of one order, kept fresh by a long poll; plain and complete before scripts arrive. */
export function StatusLive(props: StatusLiveProps) {
  const [client] = useState(() => new QueryClient());
  return (
    <QueryClientProvider client={client}>
      <Status {...props} />
    </QueryClientProvider>
  );
}
