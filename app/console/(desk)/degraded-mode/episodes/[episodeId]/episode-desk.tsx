'use client';

import { useQuery } from '@tanstack/react-query';
import { EpisodePrint } from '@/components/operations/episode-print';
import { useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { NotReadable } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import styles from './episode-desk.module.css';

/** One episode's report, as it is printed: from the records alone, a part for each region. */
export function EpisodeDesk({ episodeId }: { episodeId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.onCall.mode.episode.queryOptions({ episodeId }));
  return (
    <>
      <div className={styles.act}>
        <Button onClick={() => window.print()}>Print the report</Button>
        <span className="meta">Made from the records now; an episode that goes on has more tomorrow.</span>
      </div>
      <ReadState
        query={query}
        what="The report"
        skeleton={<TableSkeleton rows={12} columns={3} label="Reading the report" />}
        notFound={<NotReadable title="There is no such episode.">Look at the list of episodes.</NotReadable>}
      >
        {(reports) => <EpisodePrint episodeId={episodeId} reports={reports} />}
      </ReadState>
    </>
  );
}
