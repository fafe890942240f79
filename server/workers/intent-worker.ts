/** Hands kept intents to their owners as soon as these can be reached, and forgets copies of checkouts that nobody needs any more. */
import type { IntentKeeper } from '../services/intent-keeper';
import type { Job } from './loop';

/** How soon after a heal the first intent is tried. */
const IDLE_MS = 500;

export function intentWorker(keeper: IntentKeeper): Job {
  return { name: 'intent-worker', idleMs: IDLE_MS, runOnce: () => keeper.runOnce() };
}

export function copyForgetter(keeper: IntentKeeper): Job {
  return { name: 'copy-forgetter', idleMs: 60_000, runOnce: () => keeper.forgetOldCopies() };
}
