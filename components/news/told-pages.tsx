'use client';

import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { useTRPCClient } from '@/components/trpc';
import { openNewsLine, SILENT_MS } from './news-line';
import { rereadOnNews } from './reread';
import { type HeardNews, TOLD_BEAT_MS, TOLD_QUERIES, type ToldPath } from './told-queries';

const IsTold = createContext(false);

/** The pages within are told of changes in either region, and read anew what changed; while they are not told they ask by themselves. */
export function ToldPages({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const client = useTRPCClient();
  const [isTold, setIsTold] = useState(false);
  useEffect(() => {
    const reread = rereadOnNews(queries);
    let silence: ReturnType<typeof setTimeout> | undefined;
    const hear = (news: HeardNews) => {
      reread.hear(news);
      setIsTold(news.kind !== 'lost' && news.isWhole);
      clearTimeout(silence);
      silence = setTimeout(() => setIsTold(false), SILENT_MS);
    };
    // the browser may know before the line does
    const findOut = () => hear({ kind: 'lost' });
    window.addEventListener('offline', findOut);
    window.addEventListener('online', findOut);
    const close = openNewsLine({
      locks: navigator.locks ?? null,
      channel: new BroadcastChannel('evident-news'),
      luck: Math.random,
      connect(on) {
        const listening = client.news.listen.subscribe(undefined, {
          onData: on.hear,
          onError: on.lose,
          onComplete: on.end,
          // the browser would come back by itself, all of them at the same beat
          onConnectionStateChange: ({ error }) => error !== null && on.lose(),
        });
        return () => listening.unsubscribe();
      },
      hear,
    });
    return () => {
      window.removeEventListener('offline', findOut);
      window.removeEventListener('online', findOut);
      clearTimeout(silence);
      close();
      reread.close();
    };
  }, [queries, client]);
  return <IsTold value={isTold}>{children}</IsTold>;
}

export const useIsTold = (): boolean => useContext(IsTold);

/** How often a read of this procedure asks by itself. */
export function useBeat(path: ToldPath): number {
  return useIsTold() ? TOLD_BEAT_MS : TOLD_QUERIES[path].beatMs;
}
