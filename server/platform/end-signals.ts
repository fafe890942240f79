/**
 * However the supervisor is asked to end (Ctrl-C, SIGTERM, the terminal closes), it ends everything in
 * order, once; asked again, it ends everything at once. One Ctrl-C often arrives twice, from the
 * terminal and from npm: within a second, that is the same wish.
 */
const SAME_WISH_MS = 1_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Ending {
  /** Polite, at most once. */
  stop(signal: NodeJS.Signals): void;
  /** By force. */
  abandon(): void;
}

export function onEndSignals(ending: Ending): void {
  let firstAt: number | null = null;
  const heard = (signal: NodeJS.Signals) => {
    if (firstAt === null) {
      firstAt = performance.now();
      ending.stop(signal);
    } else if (performance.now() - firstAt > SAME_WISH_MS) ending.abandon();
  };
  for (const signal of SIGNALS) process.on(signal, heard);
}
