/**
 * Step-up: an action that moves money, or by which a protection is left, takes a password that was given a moment ago: at the sign-in,
 * or once more for this action on this object, good for one click. A session that was left open does neither.
 */
import { canonicalJson } from './canonical-json';

export const STEP_UP_FRESH_MS = 5 * 60_000;
/** Whoever signed in so lately has just said their password, and is not asked for it again. */
export const SIGN_IN_FRESH_MS = 15 * 60_000;

/** By the procedure; what a person is asked to confirm. */
export const STEP_UPS = {
  'repairs.propose': 'ask for a repair that moves money',
  'repairs.approve': 'approve a repair',
  'bulk.start': 'start a bulk repair that moves money',
  'onCall.mode.leave': 'leave degraded mode',
  'onCall.mode.askGlass': 'ask to break the glass',
  'onCall.mode.agreeGlass': 'agree to break the glass',
  'ownership.handOver': 'hand a shard over',
  'ownership.takeBack': 'take a hand-over back',
} as const;

export type StepUpAction = keyof typeof STEP_UPS;

export const isStepUpAction = (path: string): path is StepUpAction => Object.hasOwn(STEP_UPS, path);

/** What a confirmation is bound to beside the action: all that was asked, whichever click asks it. */
export function stepUpObject({ operationId: _click, ...asked }: { readonly operationId: string }): string {
  return canonicalJson(asked);
}

/** A confirmation that is missing, for the page that asks for it. */
export interface StepUpAsked {
  readonly action: StepUpAction;
  /** SHA-256, hex. */
  readonly objectHash: string;
}
