/** An episode and each of its changes as a sentence, in the order in which they happened. */
import { span } from '@/server/domain/instant-words';
import type { ModeChange } from '@/server/domain/degraded-mode';

interface Change {
  readonly change: ModeChange;
  readonly rampPercent: number | null;
  readonly owner: string | null;
  readonly reason: string;
  readonly changedBy: string;
  readonly changedAtMs: number;
  readonly toState: string;
}

const person = (actor: string): string => actor.replace(/^staff:/, '');

export function changeSentence({ change, changedBy, owner, rampPercent, reason }: Change): string {
  const by = changedBy === 'degraded mode' ? 'by itself' : `by ${person(changedBy)}`;
  const why = reason.replace(/\.$/, '');
  switch (change) {
    case 'entered':
      return `Entered ${by}: ${why}.`;
    case 'joined':
      return `Joined because ${why}.`;
    case 'taken':
      return `Taken by ${owner === null ? person(changedBy) : person(owner)}: ${why}.`;
    case 'recovery_began':
      return `The way out began at ${rampPercent} %, ${by}, on evidence that held: ${why}.`;
    case 'glass_broken':
      return `Broken glass: the way out began at ${rampPercent} % without its evidence. ${why}.`;
    case 'stepped_up':
      return `Up to ${rampPercent} %: ${why}.`;
    case 'stepped_back':
      return `Back to ${rampPercent} %, ${by}: ${why}.`;
    case 'relapsed':
      return `Degraded again, ${by}: ${why}.`;
    case 'ramp_paused':
      return `The ramp was paused at ${rampPercent} % ${by}: ${why}.`;
    case 'ramp_resumed':
      return `The ramp went on at ${rampPercent} %, ${by}: ${why}.`;
    case 'returned':
      return `Back to normal: ${why}.`;
    default:
      return change satisfies never;
  }
}

/** "Degraded for 42 min in east and west because …; left by its evidence." */
export function firstWords(
  reports: readonly { readonly region: string; readonly nowMs: number; readonly changes: readonly Change[] }[],
): string {
  const all = reports.flatMap(({ changes }) => changes).toSorted((a, b) => a.changedAtMs - b.changedAtMs);
  const [began] = all;
  if (began === undefined) return 'Nothing of it is on record.';
  const isOver = reports.every(({ changes }) => changes.some(({ toState }) => toState === 'normal'));
  const endMs = isOver
    ? (all.at(-1)?.changedAtMs ?? began.changedAtMs)
    : Math.max(...reports.map(({ nowMs }) => nowMs));
  const where = reports.map(({ region }) => region).join(' and ');
  const backs = all.filter(({ change }) => change === 'stepped_back' || change === 'relapsed').length;
  const glass = all.some(({ change }) => change === 'glass_broken');
  const way = isOver ? (glass ? 'Left by broken glass' : 'Left by its evidence') : 'It goes on';
  const back = backs === 0 ? '' : `, after ${backs} ${backs === 1 ? 'step' : 'steps'} back`;
  return `${isOver ? 'Degraded for' : 'Degraded since'} ${span(endMs - began.changedAtMs)} in ${where}: ${began.reason.replace(/\.$/, '')}. ${way}${back}.`;
}
