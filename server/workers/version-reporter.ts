/** Says every few seconds which versions this process reads and writes, and learns what the others read. */
import type { VersionKeeper } from '../services/version-keeper';
import type { Job } from './loop';

export function versionReporter(keeper: VersionKeeper): Job {
  return { name: 'version-reporter', idleMs: 5_000, runOnce: () => keeper.beat() };
}
