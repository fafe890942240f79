/** Moves messages that are older than the replay window into files, a batch at a time. */
import type { MessageArchiver } from '../services/message-archiver';
import type { Job } from './loop';

export function messageArchiveWorker(archiver: MessageArchiver): Job {
  return { name: 'message-archive-worker', idleMs: 600_000, runOnce: () => archiver.archiveOld() };
}
