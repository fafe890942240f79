/**
 * Reads anew what news have touched: at once after a quiet while, and while changes keep coming at the beat at which the page would ask
 * by itself, so that a store in trouble is never asked more by those who are told than by those who are not.
 */
import type { Query, QueryClient } from '@tanstack/react-query';
import { type HeardNews, isTouched, toldKey, TOLD_QUERIES } from './told-queries';

/** A read that was answered this shortly before may have begun before the change. */
const SETTLE_MS = 250;

export interface Reread {
  hear(news: HeardNews): void;
  close(): void;
}

export function rereadOnNews(queries: QueryClient, nowMs: () => number = Date.now): Reread {
  /** Touched reads, and when each was read anew last because of news. */
  const touched = new Set<string>();
  const rereadAtMs = new Map<string, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const dueAtMs = (query: Query): number => {
    const key = toldKey(query.queryKey);
    const beatMs = key === null ? 0 : TOLD_QUERIES[key.path].beatMs;
    return (rereadAtMs.get(query.queryHash) ?? 0) + beatMs;
  };

  const round = () => {
    timer = undefined;
    const at = nowMs();
    for (const hash of touched) {
      const query = queries.getQueryCache().get(hash);
      // what nobody looks at is read when somebody does
      if (query === undefined || !query.isActive()) touched.delete(hash);
      else if (query.state.fetchStatus === 'idle' && at >= dueAtMs(query)) {
        touched.delete(hash);
        rereadAtMs.set(hash, at);
        void queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
      }
    }
    if (touched.size > 0) timer = setTimeout(round, SETTLE_MS);
  };

  return {
    hear(news) {
      // whoever wants to know whether anybody answers does not wait for a beat
      if (news.kind === 'lost') rereadAtMs.clear();
      for (const query of queries.getQueryCache().getAll()) {
        const key = toldKey(query.queryKey);
        if (key !== null && isTouched(key, news)) touched.add(query.queryHash);
      }
      if (touched.size > 0) timer ??= setTimeout(round, 0);
    },
    close() {
      clearTimeout(timer);
      touched.clear();
    },
  };
}
