/** Lets go of the spans that nobody looks at any more, a batch at a time. */
import type { TraceSpanStore } from '../stores/trace-spans';
import type { Clock } from '../ports/clock';
import type { Job } from './loop';

export const SPANS_KEPT_MS = 7 * 86_400_000;
const AT_ONCE = 5_000;

export function spanForgetter(spans: Pick<TraceSpanStore, 'forget'>, clock: Clock): Job {
  return {
    name: 'span-forgetter',
    idleMs: 300_000,
    runOnce: () => spans.forget(clock.nowMs() - SPANS_KEPT_MS, AT_ONCE),
  };
}
