/**
 * What an action comes to that did not succeed. Refused is not done: the server says so. No answer, and one that broke while it was made,
 * is not known yet: what was asked may stand all the same.
 */
import type { ActionResult } from '@/server/domain/action-result';
import { refusalOf } from './trpc';

interface FailedWords {
  /** Follows the refusal: "Nothing was sent." */
  readonly notDone: string;
  /** What may have happened, and whether to press again. */
  readonly notKnown: string;
  /** Where the outcome will stand. */
  readonly watch: string;
}

/** Whether the server itself says that it did nothing. */
export const isRefused = (error: unknown): boolean => {
  const { broke, code } = refusalOf(error);
  return code !== null && !broke;
};

export function failedAction(error: unknown, { notDone, notKnown, watch }: FailedWords): ActionResult {
  const { code, message, next, requestId } = refusalOf(error);
  if (code !== null && isRefused(error))
    return { kind: 'not_done', code, text: [message, notDone, next].filter(Boolean).join(' ') };
  const why =
    code === null
      ? 'The console got no answer.'
      : `The answer broke on its way${requestId === null ? '' : ` (request ${requestId})`}.`;
  return { kind: 'not_known_yet', text: `${why} ${notKnown}`, watch };
}
