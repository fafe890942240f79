/**
 * The dead-letter desk of one region: what was parked and why, and putting it back, one or all that match. A click has one effect; a
 * letter goes back once, whoever asks.
 */
import type { ActionResult } from '../domain/action-result';
import { type DeadLetterFilter, type DeadLetterRef, EVERY_DEAD_LETTER, MOST_REDRIVEN } from '../domain/dead-letter';
import { redrivenEvidence } from '../domain/dead-letter-evidence';
import { type StaffAsked, staffActor } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { WakeUp } from '../ports/wake-up';
import type { AuditStore, NewAuditEntry } from '../stores/audit';
import type { DeadLetter, DeadLetterContent, DeadLetterStore } from '../stores/dead-letters';
import type { Redriven, RedriveStore } from '../stores/redrives';
import { staffEntry } from './staff-entry';

export interface DeadLetterDeskParts {
  readonly region: string;
  readonly clock: Clock;
  readonly letters: DeadLetterStore;
  readonly redrives: RedriveStore;
  readonly audit: AuditStore;
  readonly wakeUp: WakeUp;
}

export type RedriveChoice =
  | { readonly kind: 'letters'; readonly letters: readonly DeadLetterRef[] }
  | { readonly kind: 'matching'; readonly filter: DeadLetterFilter };

/** What one region did of a click. */
export type RedriveAnswer =
  | ({ readonly kind: 'redriven' } & Redriven)
  /** The same click did it before. */
  | { readonly kind: 'done_before' }
  | { readonly kind: 'other_click' }
  /** Nothing of it is parked any more. */
  | { readonly kind: 'nothing_parked' };

const ACTION = 'messages:redrive';

export class DeadLetterDesk {
  constructor(private readonly parts: DeadLetterDeskParts) {}

  matching(filter: DeadLetterFilter, limit: number): Promise<DeadLetter[]> {
    return this.parts.letters.matching(filter, limit);
  }

  get(ref: DeadLetterRef): Promise<DeadLetterContent | null> {
    return this.parts.letters.get(ref);
  }

  async redrive(choice: RedriveChoice, reason: string, asked: StaffAsked): Promise<RedriveAnswer> {
    const { audit, clock, redrives, region, wakeUp } = this.parts;
    const operationId = asked.operationId;
    const known = await audit.ofOperation(operationId);
    if (known !== null) return { kind: known.action === ACTION ? 'done_before' : 'other_click' };
    const chosen = await this.chosen(choice);
    const nowMs = clock.nowMs();
    const by = { actor: staffActor(asked.staff.email), region, requestId: asked.requestId };
    const evidence = chosen.map((each) => redrivenEvidence({ ...each, times: each.redrives + 1 }, by, nowMs));
    const done = await redrives.redrive(chosen, this.entry(choice, chosen.length, reason, asked), evidence, nowMs);
    for (const { consumer, orderId } of done === null ? [] : chosen)
      wakeUp.hint(consumer === 'order-owner' ? 'confirmation_queue' : 'order_moved', orderId);
    if (done !== null) return { kind: 'redriven', ...done };
    // of two that ran at once under one id, the second waited for the first and finds its entry; what came here with its order has its share
    const isKnown = (await audit.ofOperation(operationId)) !== null || (await redrives.isShared(operationId));
    return { kind: isKnown ? 'done_before' : 'nothing_parked' };
  }

  private async chosen(choice: RedriveChoice): Promise<readonly DeadLetter[]> {
    if (choice.kind === 'matching') return this.parts.letters.matching(choice.filter, MOST_REDRIVEN);
    const read = await Promise.all(choice.letters.map((letter) => this.parts.letters.get(letter)));
    return read.filter((letter) => letter !== null);
  }

  private entry(choice: RedriveChoice, count: number, reason: string, asked: StaffAsked): NewAuditEntry {
    const [first] = choice.kind === 'letters' ? choice.letters : [];
    const one = choice.kind === 'letters' && choice.letters.length === 1 ? first : undefined;
    const { code, consumer, schema } = choice.kind === 'matching' ? choice.filter : EVERY_DEAD_LETTER;
    const object =
      one?.orderId ?? (choice.kind === 'matching' ? 'all dead letters that match' : `${count} dead letters`);
    const detail: NewAuditEntry['detail'] =
      one === undefined ? { count, consumer, schema, code } : { message_id: one.messageId, consumer: one.consumer };
    return staffEntry(ACTION, object, asked, reason, detail);
  }
}

/** What the regions did, in one sentence. */
export function redriveResult(
  answers: readonly { readonly region: string; readonly answer: RedriveAnswer | null }[],
): ActionResult {
  const missing = answers.filter(({ answer }) => answer === null).map(({ region }) => region);
  const sum = (of: (done: Redriven) => number) =>
    answers.reduce((total, { answer }) => total + (answer?.kind === 'redriven' ? of(answer) : 0), 0);
  const [queued, effected] = [sum((done) => done.queued), sum((done) => done.effected)];
  const told = [
    ...(queued > 0 ? [`${queued} back in ${queued === 1 ? 'its queue' : 'their queues'}`] : []),
    ...(effected > 0 ? [`${effected} settled without being queued, as the effect was there already`] : []),
  ].join('; ');
  if (missing.length > 0)
    return {
      kind: 'not_known_yet',
      text: `${missing.join(' and ')} did not answer; its part may have been put back. The same click is safe to repeat.${told === '' ? '' : ` Known: ${told}.`}`,
      watch: '/console/messages',
    };
  if (told !== '') return { kind: 'done', text: `${told}.` };
  if (answers.some(({ answer }) => answer?.kind === 'other_click'))
    return {
      kind: 'not_done',
      code: 'other_click',
      text: 'This click was used for something else. Nothing was put back.',
    };
  if (answers.some(({ answer }) => answer?.kind === 'done_before'))
    return { kind: 'done', text: 'This click put them back before; nothing was put back twice.' };
  return {
    kind: 'not_done',
    code: 'nothing_parked',
    text: 'None of them is parked any more, or its shard is being handed over. Nothing was put back.',
  };
}
