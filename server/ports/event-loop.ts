/** How late this process's event loop runs: what a busy process makes everybody wait. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 20;

export interface EventLoop {
  /** The longest delay since the last time it was asked, milliseconds. */
  worstLagMs(): number;
  close(): void;
}

export function eventLoop(): EventLoop {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  return {
    worstLagMs() {
      // what is measured is the timer's whole wait; the resolution is no delay
      const worst = Math.max(0, Math.round(delays.max / 1e6) - RESOLUTION_MS);
      delays.reset();
      return worst;
    },
    close: () => delays.disable(),
  };
}
