'use client';

import { useQuery } from '@tanstack/react-query';
import { episodeRows } from '@/components/operations/episode-rows';
import { EpisodesTable } from '@/components/operations/episodes-table';
import { useBeat } from '@/components/news/told-pages';
import { useTRPC } from '@/components/trpc';
import { NoneFound } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';

/** The episodes of both regions, one row each. */
export function EpisodesLive({ nowMs, readAtMs }: { nowMs: number; readAtMs: number }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.onCall.mode.episodes.queryOptions(undefined, { refetchInterval: useBeat('onCall.mode.episodes') }),
  );
  return (
    <ReadState
      query={query}
      what="The episodes"
      skeleton={<TableSkeleton rows={3} columns={5} label="Reading episodes" />}
    >
      {(regions) => {
        const rows = episodeRows(regions);
        const silent = regions.flatMap(({ episodes, region }) => (episodes === null ? [region] : []));
        return (
          <>
            {rows.length === 0 ? (
              <NoneFound title="No episode yet" notReached={silent}>
                Looked at every change of the mode, as of <Time at={readAtMs} />.
              </NoneFound>
            ) : (
              <EpisodesTable episodes={rows} nowMs={nowMs} />
            )}
            {silent.length === 0 || rows.length === 0 ? null : (
              <p className="meta">Region {silent.join(' and ')} was not reached: its episodes are not in this list.</p>
            )}
          </>
        );
      }}
    </ReadState>
  );
}
