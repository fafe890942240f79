/** Messages of one region, handed their stores: the desk that the web asks, and the jobs that the worker runs. */
import { join } from 'node:path';
import type { Config } from './config';
import type { RegionCopies } from './domain/region-copies';
import { systemClock as clock } from './ports/clock';
import { writeOnceFolder } from './ports/write-once-folder';
import type { RealParts } from './real-parts';
import { DeadLetterDesk } from './services/dead-letter-desk';
import { MessageArchiver } from './services/message-archiver';
import { MessageDoor } from './services/message-door';
import { type MessagesSide, messagesSide } from './services/messages-side';
import { readersOfPeer } from './services/peer-readers';
import { Redriver } from './services/redriver';
import { Replayer } from './services/replayer';
import { auditStore } from './stores/audit';
import { deadLetterStore } from './stores/dead-letters';
import { mailReadStore } from './stores/mail-reads';
import { messageArchiveStore } from './stores/message-archives';
import { messageReaderStore } from './stores/message-readers';
import { messagesOverviewStore } from './stores/messages-overview';
import { redriveStore } from './stores/redrives';
import { refusedMessageStore } from './stores/refused-messages';
import { replayStore } from './stores/replays';

type Parts = Pick<RealParts, 'region' | 'sql' | 'wakeUp'>;

const archiveOf = (config: Config, region: string) => writeOnceFolder(join(config.dataDir, 'archive', region));

export function wireMessagesSide(
  config: Config,
  { region, sql, wakeUp }: Parts,
  copies: () => Promise<RegionCopies>,
): MessagesSide {
  const [letters, audit, refused] = [deadLetterStore(sql), auditStore(sql), refusedMessageStore(sql)];
  return messagesSide({
    clock,
    copies,
    letters,
    refused,
    overview: messagesOverviewStore(sql),
    readers: messageReaderStore(sql),
    mails: mailReadStore(sql),
    desk: new DeadLetterDesk({ region, clock, letters, redrives: redriveStore(sql), audit, wakeUp }),
    replayer: wireReplayer(config, { region, sql, wakeUp }),
  });
}

export function wireReplayer(config: Config, { region, sql, wakeUp }: Parts): Replayer {
  return new Replayer({
    region,
    clock,
    replays: replayStore(sql),
    archives: messageArchiveStore(sql),
    archive: archiveOf(config, region),
    door: new MessageDoor({ clock, door: 'archive', refused: refusedMessageStore(sql) }),
    audit: auditStore(sql),
    wakeUp,
  });
}

export function wireMessageJobs(config: Config, parts: Parts & Pick<RealParts, 'link' | 'versions'>) {
  const { link, region, sql, versions, wakeUp } = parts;
  return {
    redriver: new Redriver({
      region,
      clock,
      redrives: redriveStore(sql),
      wakeUp,
      live: () => versions.live(),
      peerLive: () => readersOfPeer(link),
    }),
    archiver: new MessageArchiver({
      region,
      clock,
      archive: archiveOf(config, region),
      archives: messageArchiveStore(sql),
    }),
  };
}
