/** What a region answers about its own messages, by name and plain data. */
import { agreedVersions, type LiveReaders, NEWEST_VERSIONS } from '../contracts/agreed-versions';
import { type Consumer, MESSAGE_NAMES, SUBSCRIBERS } from '../contracts/messages';
import type { DeadLetterFilter, DeadLetterRef } from '../domain/dead-letter';
import type { ReplayPlan, ReplaySelection } from '../domain/replay';
import type { RegionCopies } from '../domain/region-copies';
import type { StaffAsked } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { DeadLetter, DeadLetterContent, DeadLetterCount, DeadLetterStore } from '../stores/dead-letters';
import type { MailReadStore } from '../stores/mail-reads';
import type { MailRecord } from '../domain/mail-record';
import type { MessageReaderStore, ReaderStanding } from '../stores/message-readers';
import type { MessagesOverview, MessagesOverviewStore } from '../stores/messages-overview';
import type { RefusedCount, RefusedMessageStore } from '../stores/refused-messages';
import type { DeadLetterDesk, RedriveAnswer, RedriveChoice } from './dead-letter-desk';
import type { ReplayAnswer, Replayer } from './replayer';
import { READER_ALIVE_MS } from './version-keeper';

export interface RegionMessages extends MessagesOverview {
  readonly letters: readonly DeadLetterCount[];
  readonly readers: readonly ReaderStanding[];
  /** Workers that are alive and do not report: of a build before reports. */
  readonly unreported: number;
  /** Of each message: the newest version that this build knows, and the one that every live reader reads, which is written. */
  readonly versions: readonly {
    readonly schema: string;
    readonly newest: number;
    readonly written: number;
    readonly consumers: readonly string[];
  }[];
  /** How far this region's copies of the other are, and the other's of it. */
  readonly copies: RegionCopies;
  /** At the doors, in the last day. */
  readonly refused: readonly RefusedCount[];
  readonly asOfMs: number;
}

export interface MessagesSide {
  messages_overview(input: Record<string, never>): Promise<RegionMessages>;
  /** Who is alive here, and what each reads: for what the other region has to tell. */
  messages_readers(input: Record<string, never>): Promise<LiveReaders>;
  messages_letters(input: { filter: DeadLetterFilter; limit: number }): Promise<{ letters: readonly DeadLetter[] }>;
  messages_letter(input: { letter: DeadLetterRef }): Promise<{ letter: DeadLetterContent | null }>;
  messages_redrive(input: { choice: RedriveChoice; reason: string; asked: StaffAsked }): Promise<RedriveAnswer>;
  messages_replay_plan(input: { consumer: Consumer; selection: ReplaySelection }): Promise<ReplayPlan>;
  messages_replay(input: {
    consumer: Consumer;
    selection: ReplaySelection;
    reason: string;
    asked: StaffAsked;
  }): Promise<ReplayAnswer>;
  messages_mails(input: { limit: number }): Promise<{ mails: readonly MailRecord[] }>;
}

const DAY_MS = 24 * 3_600_000;

export interface MessagesSideParts {
  readonly clock: Clock;
  readonly overview: MessagesOverviewStore;
  readonly letters: DeadLetterStore;
  readonly readers: MessageReaderStore;
  readonly refused: RefusedMessageStore;
  readonly mails: MailReadStore;
  readonly copies: () => Promise<RegionCopies>;
  readonly desk: DeadLetterDesk;
  readonly replayer: Replayer;
}

export function messagesSide(parts: MessagesSideParts): MessagesSide {
  const { clock, copies, desk, letters, mails, overview, readers, refused, replayer } = parts;
  return {
    async messages_overview() {
      const asOfMs = clock.nowMs();
      const [queues, counts, alive, refusedCounts, regionCopies] = await Promise.all([
        overview.overview(),
        letters.counts(),
        readers.live(READER_ALIVE_MS),
        refused.since(asOfMs - DAY_MS),
        copies(),
      ]);
      const written = agreedVersions({ reports: alive.readers, unreported: alive.unreported });
      const versions = MESSAGE_NAMES.map((schema) => ({
        schema,
        newest: NEWEST_VERSIONS[schema],
        written: written[schema],
        consumers: SUBSCRIBERS[schema],
      }));
      return { ...queues, letters: counts, ...alive, versions, copies: regionCopies, refused: refusedCounts, asOfMs };
    },
    async messages_readers() {
      const alive = await readers.live(READER_ALIVE_MS);
      return { reports: alive.readers, unreported: alive.unreported };
    },
    messages_letters: async ({ filter, limit }) => ({ letters: await desk.matching(filter, limit) }),
    messages_letter: async ({ letter }) => ({ letter: await desk.get(letter) }),
    messages_redrive: ({ asked, choice, reason }) => desk.redrive(choice, reason, asked),
    messages_replay_plan: ({ consumer, selection }) => replayer.plan(consumer, selection),
    messages_replay: ({ asked, consumer, reason, selection }) => replayer.replay(consumer, selection, reason, asked),
    messages_mails: async ({ limit }) => ({ mails: await mails.newest(limit) }),
  };
}
