/** Ends the proposed repairs that nobody answered. */
import type { ProposalWatcher } from '../services/proposal-watcher';
import type { Job } from './loop';

const IDLE_MS = 60_000;

export function proposalEnder(watcher: ProposalWatcher): Job {
  return { name: 'proposal-ender', idleMs: IDLE_MS, runOnce: () => watcher.endUnanswered() };
}
