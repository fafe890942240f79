import { useState } from 'react';
import { newClickId, refusalOf } from '@/components/trpc';
import type { ActionResult } from '@/server/domain/action-result';

/**
 * What one button's clicks come to. The click keeps its id until somebody answered: pressing again after silence is the same click,
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
        const { code, message, next } = refusalOf(error);
        if (code !== null) setId(newClickId());
        setResult(
          code === null
            ? {
                kind: 'not_known_yet',
                text: 'The console got no answer; it may have been done. Press again: it has one effect.',
                watch,
              }
            : { kind: 'not_done', code, text: [message, 'Nothing was changed.', next].filter(Boolean).join(' ') },
        );
      },
      // busy until what it changed is shown
      onSettled: reread,
    },
  };
}

export type Click = ReturnType<typeof useClick>;
