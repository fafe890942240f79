/** What a region answers about how far its records have come. What many webs ask at once is read once. */
import type { DeskMarks } from '../domain/desk-news';
import type { Clock } from '../ports/clock';
import type { DeskMarkStore } from '../stores/desk-marks';

export interface NewsSide {
  news_marks(input: Record<string, never>): Promise<DeskMarks>;
}

/** Less than between two looks of one web. */
const KEPT_MS = 250;

export function newsSide(clock: Clock, store: DeskMarkStore): NewsSide {
  let kept: { readonly answer: Promise<DeskMarks>; readonly readAtMs: number } | null = null;
  return {
    news_marks() {
      const nowMs = clock.nowMs();
      if (kept === null || nowMs - kept.readAtMs >= KEPT_MS) {
        const answer = store.read();
        kept = { answer, readAtMs: nowMs };
        // a failure is told to whoever asked and is not kept
        answer.catch(() => {
          kept = null;
        });
      }
      return kept.answer;
    },
  };
}
