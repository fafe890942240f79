/** Tells the other region what changed of carts and orders, soon after it did. */
import { MOST_BUS_MESSAGES } from '../domain/bus-message';
import type { CopyTeller } from '../services/copy-teller';
import type { Job } from './loop';

/** What changes within it is told together: a busy order once, and two workers seldom the same. */
const IDLE_MS = 300;

export function copyRelay(teller: CopyTeller): Job {
  return {
    name: 'copy-relay',
    idleMs: IDLE_MS,
    runOnce: async () => ((await teller.tell()) >= MOST_BUS_MESSAGES ? 1 : 0),
  };
}
