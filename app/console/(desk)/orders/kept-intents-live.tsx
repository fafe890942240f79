'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { KeptIntentsTable } from '@/components/order/kept-intents-table';
import { useBeat } from '@/components/news/told-pages';
import { useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/section';
import { useServerNow } from '@/components/ui/use-now';

/** While a region is cut off there may be thousands of them, and the orders stand below. */
const FEW = 5;

/** Above the orders: intents that a region keeps for the other and that the search would miss, because they are no orders. */
export function KeptIntentsLive({ q }: { q: string }) {
  const trpc = useTRPC();
  const [all, setAll] = useState(false);
  const query = useQuery(
    trpc.support.kept.list.queryOptions({ q: q || undefined }, { refetchInterval: useBeat('support.kept.list') }),
  );
  const nowMs = useServerNow(query.data?.nowMs ?? 0, query.dataUpdatedAt);
  if (query.data === undefined || query.data.rows.length === 0) return null;
  const { notReached, rows } = query.data;
  const aside = notReached.length === 0 ? 'both regions were asked' : `${notReached.join(' and ')} is not reached`;
  return (
    <Section title="Kept for the other region" aside={aside}>
      <KeptIntentsTable rows={all ? rows : rows.slice(0, FEW)} nowMs={nowMs} />
      {rows.length > FEW ? (
        <Button size="sm" kind="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? `Only the oldest ${FEW}` : `All ${rows.length} of the oldest`}
        </Button>
      ) : null}
    </Section>
  );
}
