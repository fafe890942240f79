/**
 * Refusals are codes with a meaning, mapped once: to tRPC, with what happens next and whether asking again can help. What nobody
 * foresaw is told as such and without a word of its insides.
 */
import { TRPCError } from '@trpc/server';
import { STEP_UPS, type StepUpAsked } from '../domain/step-up';

const REFUSALS = {
  sign_in_required: { trpc: 'UNAUTHORIZED', next: 'Sign in, then do it again.', retry: false },
  permission_missing: { trpc: 'FORBIDDEN', next: 'Ask somebody who has the role.', retry: false },
  step_up_required: { trpc: 'PRECONDITION_FAILED', next: 'Confirm it with your password.', retry: false },
  other_site: { trpc: 'FORBIDDEN', next: 'Use the console itself.', retry: false },
  order_not_found: { trpc: 'NOT_FOUND', next: 'Check the id, or search for it.', retry: false },
  episode_not_found: { trpc: 'NOT_FOUND', next: 'Look at the list of episodes.', retry: false },
  letter_not_found: { trpc: 'NOT_FOUND', next: 'Look at the list; it may have been put back.', retry: false },
  job_not_found: { trpc: 'NOT_FOUND', next: 'Look at the list of jobs.', retry: false },
  owner_not_reached: { trpc: 'SERVICE_UNAVAILABLE', next: 'Try again in a moment; nothing was changed.', retry: true },
  case_not_found: { trpc: 'NOT_FOUND', next: 'Look for it in the queue; it may be of the other region.', retry: false },
  statement_not_found: { trpc: 'NOT_FOUND', next: 'Look for it in the list of statements.', retry: false },
  too_many_listen: { trpc: 'TOO_MANY_REQUESTS', next: 'The page asks by itself meanwhile.', retry: true },
  bad_cursor: { trpc: 'BAD_REQUEST', next: 'Begin again at the first page.', retry: false },
} as const satisfies Record<string, { trpc: TRPCError['code']; next: string; retry: boolean }>;

export type RefusalCode = keyof typeof REFUSALS;

/** What a refused caller is told beside the message. */
export interface ToldRefusal {
  readonly code: string;
  readonly next: string;
  readonly retry: boolean;
  /** Where the order lives, when it is not here. */
  readonly ownerRegion: string | null;
  /** What is to be confirmed with the password; null unless that is what is missing. */
  readonly stepUp: StepUpAsked | null;
}

class Refusal extends Error {
  override name = 'Refusal';
  constructor(
    readonly refusal: RefusalCode,
    message: string,
    readonly ownerRegion: string | null,
    readonly stepUp: StepUpAsked | null,
  ) {
    super(message);
  }
}

export function refuse(refusal: RefusalCode, message: string, ownerRegion: string | null = null): TRPCError {
  return refused(refusal, message, ownerRegion, null);
}

/** Nothing was done: it takes the password first. */
export function refuseUnconfirmed(stepUp: StepUpAsked): TRPCError {
  return refused('step_up_required', `Your password is needed to ${STEP_UPS[stepUp.action]}.`, null, stepUp);
}

function refused(refusal: RefusalCode, message: string, ownerRegion: string | null, stepUp: StepUpAsked | null) {
  const cause = new Refusal(refusal, message, ownerRegion, stepUp);
  return new TRPCError({ code: REFUSALS[refusal].trpc, message, cause });
}

export function toldRefusal(error: TRPCError): ToldRefusal {
  if (error.cause instanceof Refusal) {
    const { next, retry } = REFUSALS[error.cause.refusal];
    const { ownerRegion, refusal, stepUp } = error.cause;
    return { code: refusal, next, retry, ownerRegion, stepUp };
  }
  return { ...foreseenBy(error), ownerRegion: null, stepUp: null };
}

/** What the library itself refuses. */
function foreseenBy(error: TRPCError): Pick<ToldRefusal, 'code' | 'next' | 'retry'> {
  switch (error.code) {
    case 'BAD_REQUEST':
    case 'PARSE_ERROR':
      return { code: 'invalid_input', next: 'Correct what was sent.', retry: false };
    case 'NOT_FOUND':
    case 'METHOD_NOT_SUPPORTED':
      return { code: 'no_such_procedure', next: 'Load the page again.', retry: false };
    default:
      return { code: 'internal', next: 'Try again; quote the request id if it stays.', retry: true };
  }
}

/** The words for people: ours where we refused, none of the insides where something broke. */
export function toldMessage(error: TRPCError): string {
  if (error.cause instanceof Refusal) return error.message;
  return toldRefusal(error).code === 'internal'
    ? 'Something went wrong here. Nothing was shown that may be wrong.'
    : (WORDS[error.code] ?? 'This was refused.');
}

const WORDS: Partial<Record<TRPCError['code'], string>> = {
  BAD_REQUEST: 'This was not understood: a field is missing, unknown or wrong.',
  PARSE_ERROR: 'This was not understood: it is no valid JSON.',
  NOT_FOUND: 'There is no such procedure.',
};
