/** Tells the other region the switches, applies them in this worker, and so keeps both acknowledged. */
import type { ControlExchange } from '../services/control-exchange';
import type { ControlReader } from '../services/control-reader';
import type { Job } from './loop';

const IDLE_MS = 1_000;

export function controlMessenger(exchange: Pick<ControlExchange, 'tell'>, reader: Pick<ControlReader, 'refresh'>): Job {
  return {
    name: 'control-messenger',
    idleMs: IDLE_MS,
    async runOnce() {
      await reader.refresh();
      await exchange.tell();
      return 0;
    },
  };
}
