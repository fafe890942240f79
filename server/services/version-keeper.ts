/**
 * The version keeper of one process: says which versions it reads and writes, learns what every live reader can read, and keeps the
 * versions that are written from then on. Until it has heard from the database it writes the first ones, which everybody reads.
 */
import {
  agreedVersions,
  FIRST_VERSIONS,
  type LiveReaders,
  type ReaderReport,
  type VersionBySchema,
} from '../contracts/agreed-versions';
import type { Consumer, PeerConsumer } from '../contracts/messages';
import type { MessageReaderStore } from '../stores/message-readers';

export interface VersionKeeperParts {
  readonly process: string;
  readonly build: string;
  readonly region: string;
  readonly role: ReaderReport['role'];
  readonly consumers: readonly (Consumer | PeerConsumer)[];
  readonly readers: MessageReaderStore;
  /** The newest version of each message that the process reads now. */
  reads(): VersionBySchema;
}

/** A process that was not seen for so long counts as gone. */
export const READER_ALIVE_MS = 20_000;

/** Which version of each message is to be written now. */
export interface WrittenVersions {
  versions(): VersionBySchema;
}

export class VersionKeeper implements WrittenVersions {
  private agreed: VersionBySchema = FIRST_VERSIONS;
  private seen: LiveReaders = { reports: [], unreported: 0 };

  constructor(private readonly parts: VersionKeeperParts) {}

  versions(): VersionBySchema {
    return this.agreed;
  }

  /** Who was alive at the last beat. */
  live(): LiveReaders {
    return this.seen;
  }

  /** Returns 1 when the versions that are written changed: then it is told at once. */
  async beat(): Promise<number> {
    const { build, consumers, process, readers, region, role } = this.parts;
    const report: ReaderReport = {
      process,
      build,
      region,
      role,
      consumers,
      reads: this.parts.reads(),
      writes: this.agreed,
    };
    this.seen = await readers.beat(report, READER_ALIVE_MS);
    const agreed = agreedVersions(this.seen);
    const changed = JSON.stringify(agreed) !== JSON.stringify(this.agreed);
    this.agreed = agreed;
    return changed ? 1 : 0;
  }

  leave(): Promise<void> {
    return this.parts.readers.leave(this.parts.process);
  }
}
