/** The page's answer: what waits, what stands still, and what is written, in one sentence each. */
import type { Tone } from '@/components/ui/tone';
import { roughSpan } from '@/server/domain/instant-words';
import { sentenceCase } from '@/server/domain/sentence-case';
import { type RegionAnswer, reached } from './region-messages';

export interface MessagesAnswer {
  readonly tone: Tone;
  readonly lead: string;
  readonly rest: readonly string[];
}

const count = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

/** A queue that is older than this is not on its way. */
const STILL_MS = 60_000;

export function messagesAnswer(regions: readonly RegionAnswer[], nowMs: number): MessagesAnswer {
  const known = reached(regions);
  const missing = regions.filter(({ answer }) => answer === null).map(({ region }) => region);
  const queues = known.flatMap(({ consumers }) => consumers);
  const waiting = queues.reduce((sum, { undelivered }) => sum + undelivered, 0);
  const oldest = queues.flatMap(({ oldestAtMs }) => (oldestAtMs === null ? [] : [oldestAtMs]));
  const oldestMs = oldest.length === 0 ? 0 : Math.max(0, nowMs - Math.min(...oldest));
  const dead = known.reduce((sum, { deadCount }) => sum + deadCount, 0);
  const failedMails = known.reduce((sum, { mails }) => sum + mails.failed, 0);
  const behind = new Set(
    known.flatMap(({ versions }) => versions.filter((each) => each.written < each.newest).map(({ schema }) => schema)),
  );
  const reachedIn = regions.filter(({ answer }) => answer !== null).map(({ region }) => region);
  const where = missing.length === 0 ? '' : ` in ${reachedIn.join(' and ')}`;
  const rest = [
    waiting === 0
      ? `Nothing waits${where}.`
      : `${count(waiting, 'message')} ${waiting === 1 ? 'waits' : 'wait'}, the oldest for ${roughSpan(oldestMs)}${where}.`,
    ...(failedMails > 0
      ? [
          `${count(failedMails, 'mail')} could not be sent; ${failedMails === 1 ? 'its order is' : 'their orders are'} not touched by it.`,
        ]
      : []),
    behind.size === 0
      ? 'Every live reader reads the newest version of every message.'
      : `${[...behind].join(', ')}: an older version is written until every live reader reads the newest.`,
    ...(missing.length > 0 ? [`What waits in ${missing.join(' and ')} is not known.`] : []),
  ];
  if (dead > 0)
    return {
      tone: 'amber',
      lead: `${count(dead, 'dead letter')}.`,
      rest: ['Kept with the reason, not lost.', ...rest],
    };
  if (missing.length > 0)
    return { tone: 'amber', lead: `${sentenceCase(missing.join(' and '))} is not reached.`, rest };
  if (oldestMs > STILL_MS) return { tone: 'amber', lead: 'A queue stands still.', rest };
  return { tone: 'neutral', lead: 'Messages arrive.', rest };
}
