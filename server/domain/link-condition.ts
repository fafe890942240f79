/**
 * How the link between the regions is, as a drill may have it, and what that means for one call. A call that was stopped before it
 * left is known not to have been acted on; whatever happened later is unknown to its caller, and never read as "not done".
 */
import type { Region } from './region';

export type LinkCondition =
  | 'up'
  | 'cut'
  /** Each call takes so much longer: half of it on the way there, half on the way back. */
  | { readonly delay_ms: number; readonly jitter_ms?: number }
  /** One-way: requests never arrive, or they arrive and are acted on and their answers are lost. */
  | { readonly lose: 'requests' | 'answers'; readonly calls_from?: Region }
  /** Up and cut in turns, by the clock of the machine, so that both regions agree. */
  | { readonly flapping: { readonly up_ms: number; readonly down_ms: number } };

export type LinkFault =
  | { readonly kind: 'none' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'delayed'; readonly delayMs: number }
  | { readonly kind: 'request_lost' }
  | { readonly kind: 'answer_lost' };

/** @param luck in [0, 1). */
export function linkFault(condition: LinkCondition, from: Region, nowMs: number, luck: number): LinkFault {
  if (condition === 'up') return { kind: 'none' };
  if (condition === 'cut') return { kind: 'cut' };
  if ('delay_ms' in condition)
    return { kind: 'delayed', delayMs: Math.floor(condition.delay_ms + luck * (condition.jitter_ms ?? 0)) };
  if ('flapping' in condition) {
    const { up_ms, down_ms } = condition.flapping;
    return nowMs % (up_ms + down_ms) < up_ms ? { kind: 'none' } : { kind: 'cut' };
  }
  if (condition.calls_from !== undefined && condition.calls_from !== from) return { kind: 'none' };
  return { kind: condition.lose === 'requests' ? 'request_lost' : 'answer_lost' };
}
