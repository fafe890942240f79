/** What a drill's run comes to, in words and a tone; pure. */
import type { Tone } from '@/components/ui/tone';
import type { DrillRun } from '@/server/domain/drill';
import { drillHolds } from '@/server/domain/drill-tally';
import { elapsed } from '@/server/domain/instant-words';

export function drillTone({ state, tallies }: Pick<DrillRun, 'state' | 'tallies'>): Tone {
  if (!drillHolds(tallies)) return 'red';
  switch (state) {
    case 'running':
      return 'blue';
    case 'held':
      return 'green';
    case 'broken':
      return 'red';
    case 'interrupted':
      return 'amber';
    default:
      return state satisfies never;
  }
}

/** "Running 41 s, and it holds." */
export function drillLead({ startedAtMs, state, tallies }: DrillRun, nowMs: number): string {
  switch (state) {
    case 'running':
      return `Running ${elapsed(nowMs - startedAtMs)}, and it ${drillHolds(tallies) ? 'holds' : 'does not hold'}.`;
    case 'held':
      return 'It held.';
    case 'broken':
      return 'It did not hold.';
    case 'interrupted':
      return 'Interrupted: nothing can be said.';
    default:
      return state satisfies never;
  }
}

/** What is known so far: the verdict, else the last line of the story. */
export function drillSays({ story, verdict }: DrillRun): string {
  return verdict === null
    ? `${story.at(-1)?.text ?? 'Everything is put in order first'}.`
    : verdict.replace(/^It (?:held|did not hold)\. /, '');
}
