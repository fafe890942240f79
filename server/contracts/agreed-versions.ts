/**
 * The switch of a new version: writers write the newest version that every live reader of the message says it can read. No report is no
 * promise: a worker that does not report reads what was there before reports were.
 */
import { contractOf, MESSAGE_NAMES, type MessageSchema, SUBSCRIBERS } from './messages';

/** What one process says of itself. */
export interface ReaderReport {
  readonly process: string;
  readonly build: string;
  readonly region: string;
  readonly role: 'web' | 'worker';
  /** Whom it acts for; a process that only writes acts for nobody. */
  readonly consumers: readonly string[];
  /** The newest version that it reads, by schema; it reads every older one too. */
  readonly reads: Readonly<Record<string, number>>;
  /** The version that it writes now, by schema. */
  readonly writes: Readonly<Record<string, number>>;
}

export interface LiveReaders {
  readonly reports: readonly ReaderReport[];
  /** Workers that are alive and have not reported: of a build that is older than reports. */
  readonly unreported: number;
}

export type VersionBySchema = Readonly<Record<MessageSchema, number>>;

const FIRST = 1;

/** What this build reads, and would write if everybody could read it. */
export const NEWEST_VERSIONS: VersionBySchema = versions((schema) => contractOf(schema)?.newest ?? FIRST);

/** What the build before the last evolution of each message reads. */
export const PREVIOUS_VERSIONS: VersionBySchema = versions((schema) => Math.max(FIRST, NEWEST_VERSIONS[schema] - 1));

/** Before anybody is known to read more. */
export const FIRST_VERSIONS: VersionBySchema = versions(() => FIRST);

export function agreedVersions(live: LiveReaders): VersionBySchema {
  return versions((schema) => agreedVersion(schema, live));
}

function agreedVersion(schema: MessageSchema, { reports, unreported }: LiveReaders): number {
  const consumers = SUBSCRIBERS[schema] as readonly string[];
  const readers = reports.filter((report) => report.consumers.some((each) => consumers.includes(each)));
  if (unreported > 0 || readers.length === 0) return FIRST;
  return Math.max(FIRST, Math.min(NEWEST_VERSIONS[schema], ...readers.map((each) => each.reads[schema] ?? FIRST)));
}

/** Whether every live reader of a consumer reads that version: then what was parked as unknown may go back to its queue. */
export function everybodyReads(consumer: string, schema: string, version: number, live: LiveReaders): boolean {
  const readers = live.reports.filter((report) => report.consumers.includes(consumer));
  return live.unreported === 0 && readers.length > 0 && readers.every((each) => (each.reads[schema] ?? 0) >= version);
}

function versions(of: (schema: MessageSchema) => number): VersionBySchema {
  return Object.fromEntries(MESSAGE_NAMES.map((schema) => [schema, of(schema)])) as Record<MessageSchema, number>;
}
