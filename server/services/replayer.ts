/**
 * The replayer of one region: gives published messages to one consumer again, from the outbox and from the archives. First a dry run that
 * says of each what would happen; then, once for a click, those that the consumer has not acted on.
 */
import { readMessage, type Envelope } from '../contracts/envelope';
import { type Consumer, MESSAGE_NAMES, SUBSCRIBERS } from '../contracts/messages';
import type { ActionResult } from '../domain/action-result';
import type { NewEvidence } from '../domain/evidence';
import {
  bySignificance,
  countStandings,
  MOST_REPLAYED,
  type ReplayedMessage,
  type ReplayPlan,
  type ReplaySelection,
  type ReplayStanding,
} from '../domain/replay';
import { type StaffAsked, staffActor } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { WriteOnceFiles } from '../ports/write-once-files';
import type { WakeUp } from '../ports/wake-up';
import type { AuditStore, NewAuditEntry } from '../stores/audit';
import type { ArchiveRecord, MessageArchiveStore } from '../stores/message-archives';
import type { ConsumerStanding, ReplayStore } from '../stores/replays';
import type { MessageDoor } from './message-door';
import { staffEntry } from './staff-entry';

export interface ReplayerParts {
  readonly region: string;
  readonly clock: Clock;
  readonly replays: ReplayStore;
  readonly archives: MessageArchiveStore;
  readonly archive: WriteOnceFiles;
  readonly door: MessageDoor;
  readonly audit: AuditStore;
  readonly wakeUp: WakeUp;
}

export type ReplayAnswer =
  | { readonly kind: 'queued'; readonly count: number }
  | { readonly kind: 'done_before' | 'other_click' | 'nothing_to_do' | 'too_many' };

const ACTION = 'messages:replay';
const SHOWN = 200;
const MOST_FILES = 50;

type Found = Envelope & { readonly archived: boolean } & Pick<ReplayedMessage, 'archive' | 'archivedAtMs'>;

export class Replayer {
  constructor(private readonly parts: ReplayerParts) {}

  /** The dry run: nothing is written, save that a file was damaged. */
  async plan(consumer: Consumer, selection: ReplaySelection): Promise<ReplayPlan> {
    const { archives, found, tooMany } = await this.find(consumer, selection);
    const messages = await this.judge(consumer, found);
    return {
      counts: countStandings(messages),
      messages: messages.toSorted(bySignificance).slice(0, SHOWN),
      tooMany,
      archives,
    };
  }

  async replay(
    consumer: Consumer,
    selection: ReplaySelection,
    reason: string,
    asked: StaffAsked,
  ): Promise<ReplayAnswer> {
    const known = await this.parts.audit.ofOperation(asked.operationId);
    if (known !== null) return { kind: known.action === ACTION ? 'done_before' : 'other_click' };
    const first = await this.replayOnce(consumer, selection, reason, asked);
    // what went into an archive between reading and queueing is found there
    return first.kind === 'nothing_to_do' ? this.replayOnce(consumer, selection, reason, asked) : first;
  }

  private async replayOnce(
    consumer: Consumer,
    selection: ReplaySelection,
    reason: string,
    asked: StaffAsked,
  ): Promise<ReplayAnswer> {
    const { audit, clock, replays, wakeUp } = this.parts;
    const { found, tooMany } = await this.find(consumer, selection);
    if (tooMany) return { kind: 'too_many' };
    const judged = await this.judge(consumer, found);
    const due = found.filter((_, index) => judged[index]?.standing === 'would_be_effected');
    if (due.length === 0) return { kind: 'nothing_to_do' };
    const nowMs = clock.nowMs();
    const entry = entryOf(consumer, selection, due.length, reason, asked);
    const evidence = due.map((message) => this.evidence(consumer, message, asked, nowMs));
    const count = await replays.queue(consumer, due, entry, evidence, nowMs);
    if (count === null) {
      const { operationId } = asked;
      const isKnown = (await audit.ofOperation(operationId)) !== null || (await replays.isShared(operationId));
      return { kind: isKnown ? 'done_before' : 'nothing_to_do' };
    }
    for (const { orderId } of due)
      wakeUp.hint(consumer === 'order-owner' ? 'confirmation_queue' : 'order_moved', orderId);
    return { kind: 'queued', count };
  }

  private async find(consumer: Consumer, selection: ReplaySelection) {
    const schemas = MESSAGE_NAMES.filter((schema) => SUBSCRIBERS[schema].includes(consumer));
    const here = await this.parts.replays.published(selection, schemas, MOST_REPLAYED + 1);
    const filed = await this.filed(selection);
    const known = new Set(here.map((message) => keyOf(message)));
    const away = filed.messages.filter(
      (message) =>
        isSelected(message, selection) &&
        (schemas as readonly string[]).includes(message.schema) &&
        !known.has(keyOf(message)),
    );
    const found: Found[] = [
      // a message that was replayed lies in two files
      ...new Map(away.map((message) => [keyOf(message), message])).values(),
      ...here.map((message) => ({ ...message, archived: false, archive: null, archivedAtMs: null })),
    ];
    return {
      found: found.slice(0, MOST_REPLAYED),
      tooMany: found.length > MOST_REPLAYED || filed.more,
      archives: filed.archives,
    };
  }

  private async filed(selection: ReplaySelection) {
    const { archives } = this.parts;
    const records =
      selection.kind === 'order'
        ? await archives.ofOrder(selection.orderId)
        : await archives.ofTime(selection.fromMs, selection.toMs, MOST_FILES + 1);
    const messages: Found[] = [];
    const read: { name: string; problem: string | null }[] = [];
    for (const record of records.slice(0, MOST_FILES)) {
      const lines = await this.linesOf(record);
      read.push({ name: record.archive, problem: 'problem' in lines ? lines.problem : null });
      for (const line of 'problem' in lines ? [] : lines.lines) {
        const message = await this.parts.door.admit(line);
        const { archive, archivedAtMs } = record;
        if (message !== null) messages.push({ ...message, archived: true, archive, archivedAtMs });
      }
    }
    return { messages, archives: read, more: records.length > MOST_FILES };
  }

  /** Nothing of a file is believed that is not, byte for byte, what was written. */
  private async linesOf(record: ArchiveRecord): Promise<{ lines: readonly string[] } | { problem: string }> {
    const file = await this.parts.archive.read(record.archive);
    if (file === null) return { problem: 'the file is not there' };
    if (file.sha256 === record.sha256) return { lines: file.lines };
    await this.parts.door.refuse(file.lines.join('\n'), 'not the file that was written');
    return { problem: 'the file is not what was written: its hash differs' };
  }

  private async judge(consumer: Consumer, found: readonly Found[]): Promise<ReplayedMessage[]> {
    if (found.length === 0) return [];
    const standings = await this.parts.replays.standings(consumer, found);
    const byKey = new Map(standings.map((each) => [keyOf(each), each]));
    return found.map((message) => ({
      orderId: message.orderId,
      messageId: message.messageId,
      schema: message.schema,
      schemaVersion: message.schemaVersion,
      recordedAtMs: message.recordedAtMs,
      archive: message.archive,
      archivedAtMs: message.archivedAtMs,
      ...standingOf(message, byKey.get(keyOf(message))),
    }));
  }

  private evidence(consumer: Consumer, message: Found, asked: StaffAsked, nowMs: number): NewEvidence {
    return {
      orderId: message.orderId,
      lane: 'queue',
      kind: 'message_replayed',
      observedAtMs: nowMs,
      region: this.parts.region,
      requestId: asked.requestId,
      messageId: message.messageId,
      actor: staffActor(asked.staff.email),
      detail: { consumer, schema: message.schema },
    };
  }
}

const keyOf = ({ messageId, orderId }: Pick<Envelope, 'orderId' | 'messageId'>): string => `${orderId}\n${messageId}`;

const isSelected = ({ orderId, recordedAtMs }: Envelope, selection: ReplaySelection): boolean =>
  selection.kind === 'order'
    ? orderId === selection.orderId
    : recordedAtMs >= selection.fromMs && recordedAtMs < selection.toMs;

function standingOf(
  message: Envelope,
  standing: ConsumerStanding | undefined,
): { readonly standing: ReplayStanding; readonly why: string | null } {
  if (standing?.effected) return { standing: 'already_effected', why: null };
  if (standing?.undelivered) return { standing: 'undelivered', why: null };
  if (standing?.parked) return { standing: 'parked', why: null };
  const read = readMessage(message);
  return read.kind === 'read'
    ? { standing: 'would_be_effected', why: null }
    : { standing: 'would_be_parked', why: read.reason };
}

function entryOf(
  consumer: Consumer,
  selection: ReplaySelection,
  count: number,
  reason: string,
  asked: StaffAsked,
): NewAuditEntry {
  const detail =
    selection.kind === 'order'
      ? { consumer, count, from_ms: null, to_ms: null }
      : { consumer, count, from_ms: selection.fromMs, to_ms: selection.toMs };
  const object = selection.kind === 'order' ? selection.orderId : `messages to ${consumer}`;
  return staffEntry(ACTION, object, asked, reason, detail);
}

/** What the regions did, in one sentence. */
export function replayResult(
  answers: readonly { readonly region: string; readonly answer: ReplayAnswer | null }[],
): ActionResult {
  const missing = answers.filter(({ answer }) => answer === null).map(({ region }) => region);
  const count = answers.reduce((sum, { answer }) => sum + (answer?.kind === 'queued' ? answer.count : 0), 0);
  const has = (kind: ReplayAnswer['kind']) => answers.some(({ answer }) => answer?.kind === kind);
  if (missing.length > 0)
    return {
      kind: 'not_known_yet',
      text: `${missing.join(' and ')} did not answer; its part may be queued. The same click is safe to repeat.`,
      watch: '/console/messages',
    };
  if (count > 0) return { kind: 'done', text: `${count} queued. What was acted on before was left out.` };
  if (has('other_click'))
    return {
      kind: 'not_done',
      code: 'other_click',
      text: 'This click was used for something else. Nothing was queued.',
    };
  if (has('done_before')) return { kind: 'done', text: 'This click queued them before; nothing was queued twice.' };
  if (has('too_many'))
    return {
      kind: 'not_done',
      code: 'too_many',
      text: `More than ${MOST_REPLAYED.toLocaleString('en')} messages. Nothing was queued; choose a shorter time.`,
    };
  return {
    kind: 'not_done',
    code: 'nothing_to_do',
    text: 'The consumer has acted on all of them, or they wait for it. Nothing was queued.',
  };
}
