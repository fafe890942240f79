/** The sentence of the Now page, made only from what was counted; it never says "all is well" about what nobody looked at. */
import type { Tone } from '@/components/ui/tone';
import { roughSpan } from '@/server/domain/instant-words';

export interface NowFacts {
  readonly promise: { readonly broken: number; readonly orders: number; readonly checkedAtMs: number } | null;
  readonly pending: { readonly count: number; readonly oldestAtMs: number | null };
  readonly cases: { readonly open: number; readonly pastDue: number };
  readonly messages: { readonly undelivered: number; readonly dead: number };
  readonly regions: readonly { readonly region: string; readonly reachable: boolean }[];
}

export interface NowAnswer {
  readonly tone: Tone;
  readonly lead: string;
  readonly rest: readonly string[];
}

const counted = (count: number, one: string, many = `${one}s`) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export function nowAnswer(facts: NowFacts, nowMs: number): NowAnswer {
  const { promise, pending, cases, messages, regions } = facts;
  const away = regions.filter(({ reachable }) => !reachable).map(({ region }) => region);
  const rest = [
    promise === null
      ? 'The promise has not been checked yet.'
      : `The promise was checked ${roughSpan(nowMs - promise.checkedAtMs)} ago over ${counted(promise.orders, 'order')}.`,
    pending.count === 0
      ? 'No payment is pending.'
      : `${counted(pending.count, 'payment is', 'payments are')} pending${pending.oldestAtMs === null ? '' : `, the oldest for ${roughSpan(nowMs - pending.oldestAtMs)}`}.`,
    cases.open === 0
      ? 'No case is open.'
      : `${counted(cases.open, 'case waits', 'cases wait')} for a person${cases.pastDue === 0 ? '' : `, ${cases.pastDue} past due`}.`,
    ...(messages.dead === 0
      ? []
      : [
          `${counted(messages.dead, 'message')} could not be delivered and ${messages.dead === 1 ? 'is' : 'are'} kept.`,
        ]),
  ];
  if (promise !== null && promise.broken > 0)
    return { tone: 'red', lead: `${counted(promise.broken, 'broken promise')}.`, rest };
  if (away.length > 0) return { tone: 'amber', lead: `${away.join(' and ')} not in reach.`, rest };
  return { tone: 'neutral', lead: 'Both regions in reach.', rest };
}
