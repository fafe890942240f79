/**
 * No process outlives its supervisor, also when that was killed with SIGKILL: the channel between
 * them closes, and the child asks itself to stop, as a person would have asked it.
 *
 * The supervisor loads it into every process that it starts (node-process.ts); without one it does nothing.
 */
const GRACE_MS = 5_000;

if (process.connected) {
  process.once('disconnect', () => {
    // Nobody listens to SIGTERM yet, or whoever does hangs: it ends all the same.
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    if (process.listenerCount('SIGTERM') === 0) process.exit(1);
    process.kill(process.pid, 'SIGTERM');
  });
  // Listening must not keep a script alive that has nothing left to do.
  process.channel?.unref();
}

export {};
