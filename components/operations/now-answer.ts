/** The sentence of the Now page, made only from what was counted; it never says "all is well" about what nobody looked at. */
import type { Tone } from '@/components/ui/tone';
import { roughSpan } from '@/server/domain/instant-words';
import { promiseStanding } from '@/server/domain/promise-check';
import { sentenceCase } from '@/server/domain/sentence-case';
import type { NowFacts } from './now-facts';

export interface NowAnswer {
  readonly tone: Tone;
  readonly lead: string;
  readonly rest: readonly string[];
}

const counted = (count: number, one: string, many: string) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export function nowAnswer(facts: NowFacts, nowMs: number): NowAnswer {
  return {
    ...leadOf(facts, nowMs),
    rest: [
      ...scopeWords(facts),
      ...facts.keptFor.flatMap((kept) => keptWords(kept, nowMs)),
      promiseWords(facts, nowMs),
      unfinishedWords(facts, nowMs),
      caseWords(facts),
      ...messageWords(facts),
    ],
  };
}

function leadOf({ promise, regions }: NowFacts, nowMs: number): Pick<NowAnswer, 'tone' | 'lead'> {
  if (promise !== null && promise.broken > 0)
    return { tone: 'red', lead: `The promise is broken in ${counted(promise.broken, 'place', 'places')}.` };
  const away = regions.filter(({ reachable }) => !reachable).map(({ region }) => region);
  if (away.length > 0) return { tone: 'amber', lead: `${sentenceCase(away.join(' and '))} is not in reach.` };
  const unheld = regions.reduce((sum, each) => sum + each.shardsOwned - (each.shardsHeld ?? each.shardsOwned), 0);
  if (unheld > 0)
    return { tone: 'amber', lead: `${counted(unheld, 'shard has', 'shards have')} no owner; they decide nothing.` };
  if (promiseStanding(promise, nowMs) === 'stale')
    return { tone: 'amber', lead: 'Nobody knows whether the promise still holds.' };
  return { tone: 'neutral', lead: 'Both regions are in reach.' };
}

/** A region that did not answer is in none of the counts. */
function scopeWords({ notReached, regions }: NowFacts): string[] {
  if (notReached.length === 0) return [];
  const counted = regions.map(({ region }) => region).filter((region) => !notReached.includes(region));
  return [`What follows is of ${counted.join(' and ')} alone.`];
}

function keptWords({ expired, kept, oldestKeptAtMs, owner }: NowFacts['keptFor'][number], nowMs: number): string[] {
  if (kept + expired === 0 || oldestKeptAtMs === null) return [];
  return [
    `${counted(kept + expired, 'intent is', 'intents are')} kept for ${owner}, the oldest for ${roughSpan(nowMs - oldestKeptAtMs)}.`,
  ];
}

function promiseWords({ notReached, promise }: NowFacts, nowMs: number): string {
  if (promise === null) return 'The promise has not been checked yet.';
  const age = roughSpan(nowMs - promise.checkedAtMs);
  if (promiseStanding(promise, nowMs) !== 'holds') return `The last check was ${age} ago.`;
  const holds = `The promise holds for ${counted(promise.orders, 'order', 'orders')}`;
  // there is more to say then, and the figure below says when
  return notReached.length > 0 ? `${holds}.` : `${holds}; last check ${age} ago.`;
}

function unfinishedWords({ unfinished }: NowFacts, nowMs: number): string {
  if (unfinished.total === 0) return 'Every order is decided.';
  const oldest = unfinished.oldestAtMs === null ? '' : `, the oldest for ${roughSpan(nowMs - unfinished.oldestAtMs)}`;
  return `${counted(unfinished.total, 'order is', 'orders are')} not decided yet${oldest}.`;
}

function caseWords({ cases }: NowFacts): string {
  if (cases.open === 0) return 'No case is open.';
  const late = cases.pastDue === 0 ? '' : `, ${cases.pastDue} past due`;
  return `${counted(cases.open, 'case waits', 'cases wait')} for a person${late}.`;
}

function messageWords({ messages }: NowFacts): string[] {
  if (messages.dead === 0) return [];
  return [
    `${counted(messages.dead, 'message', 'messages')} could not be delivered and ${messages.dead === 1 ? 'is' : 'are'} kept.`,
  ];
}
