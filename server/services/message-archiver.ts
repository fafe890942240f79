/**
 * The message archiver: what was delivered to everybody and is older than the replay window goes into a file and then out of the outbox,
 * in this order. A crash in between leaves the messages in both, and a later file holds them again; nothing is ever in neither.
 */
import { archiveLine } from '../contracts/archived-message';
import { REPLAY_WINDOW_MS } from '../contracts/replay-window';
import type { Clock } from '../ports/clock';
import type { WriteOnceFiles } from '../ports/write-once-files';
import type { MessageArchiveStore } from '../stores/message-archives';
import { sha256 } from './sha256';

const AT_ONCE = 2_000;

export class MessageArchiver {
  constructor(
    private readonly parts: {
      readonly region: string;
      readonly clock: Clock;
      readonly archive: WriteOnceFiles;
      readonly archives: MessageArchiveStore;
    },
  ) {}

  /** Returns how many left the outbox. */
  async archiveOld(): Promise<number> {
    const { archive, archives, clock, region } = this.parts;
    const messages = await archives.mayLeave(clock.nowMs() - REPLAY_WINDOW_MS, AT_ONCE);
    const [first] = messages;
    if (first === undefined) return 0;
    const lines = messages.map(archiveLine);
    // named by what is in it: the same messages again are the same file
    const content = sha256(lines.join('\n')).slice(0, 12);
    const day = new Date(first.recordedAtMs).toISOString().slice(0, 10);
    const name = `messages-${region}-${day}-${content}.jsonl`;
    const file = await archive.write(name, lines);
    return archives.leave(name, file, messages);
  }
}
