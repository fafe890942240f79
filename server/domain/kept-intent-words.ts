/** What staff read of a kept intent: its state in a word, and one sentence that can be read out. */
import { clockNear, span } from './instant-words';
import type { KeptIntentState, Sent } from './kept-intent';
import type { Tone } from './order-state-words';
import type { Region } from './region';
import { sentenceCase } from './sentence-case';

export const KEPT_INTENT_WORDS: Record<KeptIntentState, { readonly word: string; readonly tone: Tone }> = {
  kept: { word: 'Kept, not placed yet', tone: 'amber' },
  expired: { word: 'Not placed in time', tone: 'amber' },
  handed_over: { word: 'Handed over', tone: 'blue' },
  settled: { word: 'Settled by its owner', tone: 'neutral' },
};

export interface KeptIntentStory {
  readonly state: KeptIntentState;
  readonly keptBy: Region;
  readonly owner: Region;
  readonly sent: Sent;
  readonly keptAtMs: number;
  readonly expiresAtMs: number;
  readonly attempts: number;
  readonly lastKnown: { readonly state: string; readonly version: number } | null;
  readonly refusal: string | null;
  readonly answeredAtMs: number | null;
}

export interface KeptIntentAnswer {
  readonly tone: Tone;
  readonly lead: string;
  readonly rest: readonly string[];
}

/** Why this order is where it is, from what this region has written down and nothing else. */
export function keptIntentAnswer(story: KeptIntentStory, nowMs: number, timeZone: string): KeptIntentAnswer {
  const { keptBy, owner } = story;
  const since = `since ${clockNear(story.keptAtMs, nowMs, timeZone)}`;
  const tries = `${story.attempts} ${story.attempts === 1 ? 'hand-over was' : 'hand-overs were'} begun.`;
  const { tone } = KEPT_INTENT_WORDS[story.state];
  switch (story.state) {
    case 'kept': {
      const left = Math.max(0, story.expiresAtMs - nowMs);
      return {
        tone,
        lead: `${sentenceCase(keptBy)} keeps this intent for ${owner}, ${since}: ${owner} has not answered.`,
        rest: [
          actedWords(story),
          `It is placed as soon as ${owner} answers, for ${span(Math.ceil(left / 1000) * 1000)} more; then not any more.`,
          tries,
        ],
      };
    }
    case 'expired':
      return {
        tone,
        lead: `${sentenceCase(keptBy)} does not place this intent any more: ${owner} did not answer in time.`,
        rest: [actedWords(story), `${sentenceCase(owner)} is still asked what became of it. ${tries}`],
      };
    case 'handed_over':
      return {
        tone,
        lead: `${sentenceCase(keptBy)} kept this intent ${since}, and handed it to ${owner}, which decides it.`,
        rest: [lastWords(story, nowMs, timeZone)],
      };
    case 'settled':
      return {
        tone,
        lead: `${sentenceCase(keptBy)} kept this intent ${since}; ${owner} has said its last word.`,
        rest: [lastWords(story, nowMs, timeZone)],
      };
    default:
      return story.state satisfies never;
  }
}

const actedWords = ({ owner, sent }: KeptIntentStory): string =>
  sent === 'maybe'
    ? `A call for it was not answered, so ${owner} may have acted on it: whether it was charged is not known here.`
    : `No call for it has reached ${owner} from here, so nothing was charged by keeping it.`;

function lastWords(
  { answeredAtMs, lastKnown, owner, refusal }: KeptIntentStory,
  nowMs: number,
  timeZone: string,
): string {
  const at = answeredAtMs === null ? '' : ` at ${clockNear(answeredAtMs, nowMs, timeZone)}`;
  if (refusal !== null) return `${owner} refused it${at}: ${refusal.replaceAll('_', ' ')}. No order came of it.`;
  return lastKnown === null ? '' : `Last known: ${lastKnown.state}, version ${lastKnown.version}${at}.`;
}
