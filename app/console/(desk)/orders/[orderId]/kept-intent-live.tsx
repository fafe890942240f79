'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { KeptIntentPage } from '@/components/order/kept-intent-page';
import { useBeat } from '@/components/news/told-pages';
import { useTRPC } from '@/components/trpc';
import { useServerNow } from '@/components/ui/use-now';

/** An order that cannot be read at its owner: its kept intent, where a region has one; else what was to be said anyway. */
export function KeptIntentLive({ orderId, otherwise }: { orderId: string; otherwise: ReactNode }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.support.kept.get.queryOptions({ orderId }, { refetchInterval: useBeat('support.kept.get') }),
  );
  const nowMs = useServerNow(query.data?.nowMs ?? 0, query.dataUpdatedAt);
  if (query.data === undefined || query.data === null) return otherwise;
  return <KeptIntentPage intent={query.data} nowMs={nowMs} />;
}
