import { useState } from 'react';
import { failedAction, isRefused } from '@/components/failed-action';
import { newClickId } from '@/components/trpc';
import type { ActionResult } from '@/server/domain/action-result';

/**
 * What one button's clicks come to. The click keeps its id until it was done or refused: pressing again while nobody knows is the same click,
 * and has one effect.
 * @param watch where the outcome will stand if no answer comes.
 * @param reread what the action may have changed is read anew, whatever came of it.
 */
export function useClick(watch: string, reread: () => Promise<unknown>) {
  const [id, setId] = useState(newClickId);
  const [result, setResult] = useState<ActionResult | null>(null);
  return {
    id,
    result,
    heard: {
      onMutate: () => setResult(null),
      onSuccess(answer: ActionResult) {
        setResult(answer);
        setId(newClickId());
      },
      onError(error: unknown) {
        if (isRefused(error)) setId(newClickId());
        setResult(
          failedAction(error, {
            notDone: 'Nothing was changed.',
            notKnown: 'It may have been done. Press again: it has one effect.',
            watch,
          }),
        );
      },
      // busy until what it changed is shown
      onSettled: reread,
    },
  };
}

export type Click = ReturnType<typeof useClick>;
