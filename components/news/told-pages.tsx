'use client';

import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { useTRPCClient } from '@/components/trpc';
import { openNewsLine, SILENT_MS } from './news-line';
import { rereadOnNews } from './reread';
import { TOLD_BEAT_MS, TOLD_QUERIES, type ToldPath } from './told-queries';

const IsTold = createContext(false);

/** The pages within are told of changes in either region, and read anew what changed; while they are not told they ask by themselves. */
export function ToldPages({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const client = useTRPCClient();
  const [isTold, setIsTold] = useState(false);
  useEffect(() => {
    const reread = rereadOnNews(queries);
    let silence: ReturnType<typeof setTimeout> | undefined;
    const close = openNewsLine({
      locks: navigator.locks ?? null,
      channel: new BroadcastChannel('evident-news'),
      luck: Math.random,
      connect({ end, hear, lose }) {
        const listening = client.news.listen.subscribe(undefined, {
          onData: hear,
          onError: lose,
          onComplete: end,
          // the browser would come back by itself, all of them at the same beat
          onConnectionStateChange: ({ error }) => error !== null && lose(),
        });
        return () => listening.unsubscribe();
      },
      hear(news) {
        reread.hear(news);
        setIsTold(news.kind !== 'lost');
        clearTimeout(silence);
        silence = setTimeout(() => setIsTold(false), SILENT_MS);
      },
    });
    return () => {
      clearTimeout(silence);
      close();
      reread.close();
    };
  }, [queries, client]);
  return <IsTold value={isTold}>{children}</IsTold>;
}

/** How often a read of this procedure asks by itself. */
export function useBeat(path: ToldPath): number {
  return useContext(IsTold) ? TOLD_BEAT_MS : TOLD_QUERIES[path].beatMs;
}
