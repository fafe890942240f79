'use client';

import { useQuery } from '@tanstack/react-query';
import { KeptIntentsTable } from '@/components/order/kept-intents-table';
import { POLL_LIST_MS, useTRPC } from '@/components/trpc';
import { Section } from '@/components/ui/section';
import { useServerNow } from '@/components/ui/use-now';

/** Above the orders: intents that a region keeps for the other and that the search would miss, because they are no orders. */
export function KeptIntentsLive({ q }: { q: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.support.kept.list.queryOptions({ q: q || undefined }, { refetchInterval: POLL_LIST_MS }));
  const nowMs = useServerNow(query.data?.nowMs ?? 0, query.dataUpdatedAt);
  if (query.data === undefined || query.data.rows.length === 0) return null;
  const { notReached, rows } = query.data;
  const aside = notReached.length === 0 ? 'both regions were asked' : `${notReached.join(' and ')} is not reached`;
  return (
    <Section title="Kept for the other region" aside={aside}>
      <KeptIntentsTable rows={rows} nowMs={nowMs} />
    </Section>
  );
}
