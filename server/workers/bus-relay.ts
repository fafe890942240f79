/** Carries this region's messages to the other one. A cut link is no failure: they stay in the queue, and the next round tries again. */
import type { PeerMessenger } from '../services/peer-messenger';
import type { Job } from './loop';

const IDLE_MS = 500;

export function busRelay(messenger: PeerMessenger): Job {
  return { name: 'bus-relay', idleMs: IDLE_MS, runOnce: () => messenger.carry() };
}
