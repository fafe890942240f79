/**
 * An action that the server refuses because it was not confirmed by password: the person is asked in place, and then the very same action
 * is sent again, under the same click. Whoever does not confirm it gets the refusal.
 */
import type { StepUpAsked } from '@/server/domain/step-up';

/** Resolves once the person confirmed (true) or let it be. */
export type AskPassword = (stepUp: StepUpAsked) => Promise<boolean>;

const PRECONDITION_FAILED = 412;

export function fetchConfirmed(ask: AskPassword): typeof fetch {
  return async (input, init) => {
    const answer = await fetch(input, init);
    if (answer.status !== PRECONDITION_FAILED) return answer;
    const missing = await missingIn(answer.clone());
    return missing !== null && (await ask(missing)) ? fetch(input, init) : answer;
  };
}

async function missingIn(answer: Response): Promise<StepUpAsked | null> {
  const body = (await answer.json().catch(() => null)) as {
    error?: { data?: { refusal?: { stepUp: StepUpAsked | null } } };
  } | null;
  return body?.error?.data?.refusal?.stepUp ?? null;
}
